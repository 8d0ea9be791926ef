//! Two neighbouring observations, one of each variant.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Span;

use super::disturbance::Disturbance;
use crate::plan::{Observed, Pairing};
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
    /// The processor that both ran on at once; null where one came after the other, as in older versions.
    #[serde(default)]
    pub at_once_on: Option<u32>,
    /// What disturbed them.
    pub disturbed: Vec<Disturbance>,
}

impl TimedPair {
    /// One quantity of both, in seconds.
    pub fn of(&self, quantity: impl Fn(Span) -> Nanos) -> Pair {
        Pair { base: quantity(self.base).as_secs_f64(), candidate: quantity(self.candidate).as_secs_f64() }
    }
}

/// How they were measured: all of them alike.
pub fn pairing(pairs: &[TimedPair]) -> Pairing {
    let at_once = !pairs.is_empty() && pairs.iter().all(|pair| pair.at_once_on.is_some());
    if at_once { Pairing::AtOnce } else { Pairing::InTurn }
}

/// The pairs as the rule looks at them.
pub fn observed(pairs: &[TimedPair]) -> Observed {
    Observed {
        pairs: pairs.iter().map(|pair| pair.of(Span::active)).collect(),
        pairing: pairing(pairs),
        stolen: pairs.iter().filter(|pair| pair.disturbed.contains(&Disturbance::Stolen)).count(),
    }
}
