//! Times freed of the machine's speed at their moments.

use vitals_probes::wire::{Calibration, Span};

use crate::statistics::mean_of_faster_third;

/// Error rate of a wrong "regressed" over all comparisons of a run.
pub const ALPHA: f64 = 1e-3;

/// Times with their calibrations, the processor's part at the speed of a common calibration.
pub struct Calibrated {
    pub times: Vec<Span>,
    pub calibrations: Vec<Calibration>,
}

impl Calibrated {
    /// Seconds that the calibration takes on a machine at its fastest.
    pub fn speed(&self) -> Option<f64> {
        let all: Vec<f64> = self.calibrations.iter().map(|one| one.span.cpu.as_secs_f64()).collect();
        mean_of_faster_third(&all)
    }

    /// The same without a wait that each of them holds.
    pub fn beside(&self, waited: f64, speed: f64) -> Vec<f64> {
        let work = self.times.iter().zip(&self.calibrations).map(|(times, calibration)| {
            times.cpu.as_secs_f64() * speed / calibration.span.cpu.as_secs_f64().max(1e-9)
        });
        self.at(speed).into_iter().zip(work).map(|(time, work)| (time - waited).max(work)).collect()
    }

    /// Seconds, as they would be where the calibration takes `speed`. Waiting is not faster on a faster machine.
    pub fn at(&self, speed: f64) -> Vec<f64> {
        self.times
            .iter()
            .zip(&self.calibrations)
            .map(|(times, calibration)| {
                let calibration = calibration.span.cpu.as_secs_f64().max(1e-9);
                times.blocked().as_secs_f64() + times.cpu.as_secs_f64() * speed / calibration
            })
            .collect()
    }
}
