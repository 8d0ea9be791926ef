//! What was reported about a series, and what was accepted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::run::RunRef;
use super::series::SeriesKey;
use super::stored_word::words;
use crate::git::Commit;
use crate::statistics::Interval;

words! {
    /// What happened to a series.
    Change {
        /// Worse from one run to the next.
        Step = "step",
        /// Worse little by little.
        Drift = "drift",
        /// A step, a drift or a failure that was reported is over.
        Recovery = "recovery",
        /// Better than it ever was reported to be.
        Better = "better",
        /// A probe or check that passed does not.
        Failure = "failure",
        /// A probe or check that passed could not be decided.
        Undecided = "undecided",
    }
}

impl Change {
    /// Whether it is for the worse, and known.
    pub fn is_worse(self) -> bool {
        matches!(self, Self::Step | Self::Drift | Self::Failure)
    }
}

words! {
    /// How a change is known; of a recovery, how what is over was known.
    Evidence {
        /// One run, by its verdict.
        Night = "night",
        /// The whole series: a change that may be too small for one run.
        Series = "series",
    }
}

/// Something that was reported about a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Of what.
    #[serde(flatten)]
    pub series: SeriesKey,
    /// What happened.
    pub change: Change,
    /// How it is known.
    pub evidence: Evidence,
    /// The last run before it.
    pub before: Option<RunRef>,
    /// The first run after it.
    pub after: RunRef,
    /// The level after over that before, with its interval.
    pub ratio: Option<Interval>,
    /// The run (uid) in which it was first reported.
    #[serde(alias = "told")]
    pub reported: String,
    /// For a reader.
    pub note: Option<String>,
}

/// A commit that was accepted: from then on runs are held against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The new reference.
    pub commit: Commit,
    /// The newest night (uid) of that moment: what was reported up to it is settled.
    pub after: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<String>,
}
