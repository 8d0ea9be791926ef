//! What a probe, a check or a run came to, in one word.

use serde::{Deserialize, Serialize};

use crate::plan::Decision;

/// What a probe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Measured, and within the limit.
    Pass,
    /// Measured, and over the limit.
    Fail,
    /// Measured, and not enough to say.
    Inconclusive,
    /// Ran, and proved nothing.
    Vacuous,
    /// Could not be measured: the target failed.
    Error,
}

impl Status {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Fail, Self::Inconclusive, Self::Vacuous, Self::Error];

    /// As documents and formats have it: `pass`, `fail`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Vacuous => "vacuous",
            Self::Error => "error",
        }
    }

    /// The worst of several: none, or an unfinished run, is never a pass.
    pub fn worst(statuses: impl IntoIterator<Item = Self>, finished: bool) -> Self {
        let rank = |status: &Self| match status {
            Self::Pass => 0,
            Self::Inconclusive => 1,
            Self::Vacuous => 2,
            Self::Error => 3,
            Self::Fail => 4,
        };
        match statuses.into_iter().max_by_key(rank) {
            None => Self::Inconclusive,
            Some(Self::Pass) if !finished => Self::Inconclusive,
            Some(status) => status,
        }
    }
}

impl From<Decision> for Status {
    /// What the rule finds of one quantity.
    fn from(finding: Decision) -> Self {
        match finding {
            Decision::Regressed | Decision::RegressedInPart => Self::Fail,
            Decision::Within | Decision::Faster => Self::Pass,
            Decision::Undecided { .. } => Self::Inconclusive,
        }
    }
}
