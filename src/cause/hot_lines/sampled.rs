//! What a search for the lines of a creation gives.

use vitals_probes::wire::HotLines;

use crate::quantity::Nanos;

/// Sampled creations, and what one of them takes where nothing samples it.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// Processor time of a typical one.
    pub cpu: Nanos,
    /// What the samples fell on.
    pub lines: &'a HotLines,
}

impl Sampled<'_> {
    /// The part of all samples that these stand for.
    pub fn part(&self, time: Nanos) -> f64 {
        if self.lines.sampled == Nanos(0) { 0.0 } else { time.0 as f64 / self.lines.sampled.0 as f64 }
    }

    /// The processor time of one creation that these stand for.
    pub fn time(&self, time: Nanos) -> Nanos {
        Nanos::from_secs_f64(self.part(time) * self.cpu.as_secs_f64())
    }
}
