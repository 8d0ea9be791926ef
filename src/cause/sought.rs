//! What is looked for among the parts of an import, and how sure two moments let one be.

/// Spread of a pair's difference that is assumed before any was seen, as a part of the work,
const SPREAD_OF_WORK: f64 = 0.05;
/// and of the work of two moments, which a calibration makes alike but for this at most, on a busy machine.
const SPREAD_APART: f64 = 0.25;

/// What is looked for among the parts.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    /// Seconds by which a part must certainly be slower.
    pub over: f64,
    /// The error rate of all parts together.
    pub alpha: f64,
    /// When the two sides were measured.
    pub moments: Moments,
}

/// When the two sides of a pair were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moments {
    /// Side by side, or in turn: the machine is the same for both.
    Together,
    /// One is stored. Only modules that it did not have are looked at: what another one takes more may be the moment's.
    Apart,
}

impl Moments {
    /// Spread of the difference as a part of the work, before any difference was seen.
    pub const fn spread_of_work(self) -> f64 {
        match self {
            Self::Together => SPREAD_OF_WORK,
            Self::Apart => SPREAD_APART,
        }
    }

    /// How much of the error rate is divided by the time that the base takes: new modules take none.
    pub const fn divided_by_time(self) -> f64 {
        match self {
            Self::Together => 0.5,
            Self::Apart => 0.0,
        }
    }
}
