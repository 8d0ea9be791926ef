//! The four kinds of emergency, and what time each gives.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;

const MINUTE: u64 = 60_000;

/// What kind of emergency it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// The way through the service that its users pay for is broken.
    GoldenPath,
    /// One user sees what is another's.
    Isolation,
    /// One import that fails makes many fail.
    Cascade,
    /// It is slower than it was.
    Performance,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::GoldenPath, Self::Isolation, Self::Cascade, Self::Performance];

    /// The one of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.word() == word)
    }

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::GoldenPath => "golden-path",
            Self::Isolation => "isolation",
            Self::Cascade => "cascade",
            Self::Performance => "performance",
        }
    }

    /// Within what time it has to be resolved: 5, 2, 10 and 15 minutes.
    pub fn resolution(self) -> Nanos {
        Nanos::from_millis(match self {
            Self::GoldenPath => 5 * MINUTE,
            Self::Isolation => 2 * MINUTE,
            Self::Cascade => 10 * MINUTE,
            Self::Performance => 15 * MINUTE,
        })
    }
}
