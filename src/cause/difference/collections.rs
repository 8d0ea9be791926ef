//! Garbage collections on both sides of a comparison.

use serde::{Deserialize, Serialize};

use super::parts::Part;
use super::side::Side;
use crate::cause::collections::collections;
use crate::quantity::{BytesDelta, Nanos, NanosDelta};
use crate::statistics::{Interval, difference_of_means};

/// Confidence of the interval is 1 − this.
const ALPHA: f64 = 0.05;

/// What garbage collections take on both sides, on average.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CollectionsShare {
    /// In the base.
    pub base: Nanos,
    /// In the candidate.
    pub candidate: Nanos,
    /// Collections of all objects in the base,
    pub full_base: f64,
    /// and in the candidate.
    pub full_candidate: f64,
    /// Of the difference, in seconds, at 95 %.
    pub interval: Option<Interval>,
}

impl CollectionsShare {
    pub(super) fn of(base: Side<'_>, candidate: Side<'_>) -> Self {
        let of = |side: Side<'_>| -> (Vec<f64>, f64) {
            let all = side.samples.iter().map(|(_, trace)| collections(trace));
            let (seconds, full): (Vec<f64>, Vec<f64>) =
                all.map(|all| (all.cpu.as_secs_f64(), f64::from(all.full))).unzip();
            let count = full.len().max(1) as f64;
            (seconds, full.iter().sum::<f64>() / count)
        };
        let ((before, full_before), (after, full_after)) = (of(base), of(candidate));
        let mean = |side: &[f64]| Nanos::from_secs_f64(side.iter().sum::<f64>() / side.len().max(1) as f64);
        let [base, candidate] = [mean(&before), mean(&after)];
        let any = base.0 + candidate.0 > 0;
        let interval = difference_of_means(&before, &after, ALPHA).filter(|_| any).map(|test| test.interval);
        Self { base, candidate, full_base: full_before, full_candidate: full_after, interval }
    }

    /// Candidate less base.
    pub fn difference(&self) -> NanosDelta {
        self.candidate.delta(self.base)
    }

    /// Whether there were none on either side.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The same as a part of the whole difference.
    pub fn part(&self) -> Part {
        Part { time: self.difference(), cpu: self.difference(), rss: Some(BytesDelta(0)) }
    }
}
