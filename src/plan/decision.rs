//! What is asked of two programs, and what their pairs say.

use serde::{Deserialize, Serialize};

use super::pairing::Pairing;
use crate::quantity::Tolerance;
use crate::statistics::Pair;

/// What is asked of two programs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is the candidate slower by more than this?
    Tolerance(Tolerance),
    /// Is it slower or faster at all?
    AnyChange,
}

/// What the pairs say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Decision {
    /// Slower by more than is tolerated.
    Regressed,
    /// Slower by more than is tolerated in a part of its runs, the fastest apart.
    RegressedInPart,
    /// Not slower by more than is tolerated. Of any change: none was seen in all pairs.
    Within,
    /// Any change was asked for, and it is faster.
    Faster,
    /// The interval holds the bound.
    Undecided {
        /// Pairs that would probably decide, where that can be estimated.
        pairs_needed: Option<usize>,
    },
}

impl Decision {
    /// Whether it is worse than is tolerated.
    pub fn is_regression(self) -> bool {
        matches!(self, Self::Regressed | Self::RegressedInPart)
    }
}

/// What the rule looks at.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The pairs so far, in order.
    pub pairs: Vec<Pair>,
    /// How they were measured.
    pub pairing: Pairing,
    /// From how many of them the hypervisor took time.
    pub stolen: usize,
}
