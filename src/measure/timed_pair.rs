//! Two neighbouring observations, one of each variant.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Span;

use super::disturbance::Disturbance;
use crate::plan::Observed;
use crate::quantity::Nanos;
use crate::statistics::Pair;

/// Two neighbouring observations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimedPair {
    /// Of the variant that is compared with.
    pub base: Span,
    /// Of the variant in question.
    pub candidate: Span,
    /// Which of them came first.
    pub base_first: bool,
    /// What disturbed them.
    pub disturbed: Vec<Disturbance>,
}

impl TimedPair {
    /// One quantity of both, in seconds.
    pub fn of(&self, quantity: impl Fn(Span) -> Nanos) -> Pair {
        Pair { base: quantity(self.base).as_secs_f64(), candidate: quantity(self.candidate).as_secs_f64() }
    }
}

/// The pairs as the rule looks at them.
pub fn observed(pairs: &[TimedPair]) -> Observed {
    Observed {
        pairs: pairs.iter().map(|pair| pair.of(Span::active)).collect(),
        stolen: pairs.iter().filter(|pair| pair.disturbed.contains(&Disturbance::Stolen)).count(),
    }
}
