//! What a series is of, and what its values are to be read against.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::stored_word::words;

/// What a series is of. Machines, relations and kinds of runs are within it, distinguished by a [`Scope`](crate::store::history::Scope).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesKey {
    /// `import`, `create`, `growth`; `check`, `health`, `websocket`.
    pub probe: String,
    /// Module, factory, or a check's name.
    pub target: String,
    /// `wall`, `resident memory`, …
    pub quantity: String,
    /// `seconds`, `bytes`, `count`, `part`; also of a ratio this is what both sides were counted in.
    pub unit: String,
}

impl fmt::Display for SeriesKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}, {}", self.probe, self.target, self.quantity)
    }
}

/// What a value is to be read against.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "relation", content = "base", rename_all = "snake_case")]
pub enum Relation {
    /// Nothing: it is in its own unit.
    Raw,
    /// A base that was measured interleaved with it: the value is candidate over base. The base's commit, or its label where it is none.
    Ratio(String),
    /// The calibration that was measured with it: the value is a multiple of it.
    #[serde(alias = "yardstick")]
    Calibrated,
}

impl Relation {
    /// In a word.
    pub fn kind(&self) -> RelationKind {
        match self {
            Self::Raw => RelationKind::Raw,
            Self::Ratio(_) => RelationKind::Ratio,
            Self::Calibrated => RelationKind::Calibrated,
        }
    }

    /// What a ratio is to.
    pub fn base(&self) -> Option<&str> {
        match self {
            Self::Ratio(base) => Some(base),
            Self::Raw | Self::Calibrated => None,
        }
    }
}

words! {
    /// [`Relation`], without what it is to.
    RelationKind {
        /// In its own unit.
        Raw = "raw",
        /// Candidate over base.
        Ratio = "ratio",
        /// Over the calibration.
        Calibrated = "calibration",
    }
}
