//! Series of nights with known steps, for the tests of this folder.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// How nights scatter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Gaussian, with the given spread.
    Normal,
    /// Normal, and one night in fifty is 10 to 40 % slower.
    Outliers,
    /// An autoregression of first order with 0.3.
    Correlated,
}

pub(super) struct Simulation(StdRng);

impl Simulation {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// `steps`: the first night of a new level, and by how much its logarithm is higher.
    pub(super) fn nights(&mut self, n: usize, noise: f64, kind: Kind, steps: &[(usize, f64)]) -> Vec<f64> {
        let mut before = self.normal();
        (0..n)
            .map(|night| {
                let level: f64 = steps.iter().filter(|(first, _)| *first <= night).map(|(_, by)| by).sum();
                let mut off = noise * self.normal();
                match kind {
                    Kind::Normal => {}
                    Kind::Outliers => {
                        if self.0.random::<f64>() < 0.02 {
                            off += self.0.random_range(0.1_f64..0.4).ln_1p();
                        }
                    }
                    Kind::Correlated => {
                        before = 0.3 * before + 0.91_f64.sqrt() * off / noise;
                        off = noise * before;
                    }
                }
                300.0 * (level + off).exp()
            })
            .collect()
    }

    /// Box and Muller (1958).
    fn normal(&mut self) -> f64 {
        let (radius, angle): (f64, f64) = (self.0.random(), self.0.random());
        (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}
