//! Of the commit at fault, where a run searched for it without being asked.

use serde::{Deserialize, Serialize};

use super::Location;
use crate::git::Commit;
use crate::quantity::Nanos;
use crate::statistics::Interval;

/// What a search between two commits came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CulpritSearch {
    /// The commit at which it was well.
    pub good: Commit,
    /// The later one at which it is not: HEAD.
    pub bad: Commit,
    /// Commits after the good one, up to the bad one.
    pub commits: usize,
    /// How it ended.
    pub end: CulpritEnd,
    /// The commits that hold `held` of the probability together, oldest first; one alone is the culprit.
    pub suspects: Vec<CulpritSuspect>,
    /// What they hold.
    pub held: f64,
    /// The lines that differ, or that the failure names.
    pub places: Vec<Location>,
    /// The culprit's time over its parent's, or else that of the bad commit over that of the good one; null where no time was measured.
    pub ratio: Option<Interval>,
    /// Commits that were made ready.
    pub builds: usize,
    /// Runs of the target, and answers by yes or no.
    pub runs: usize,
    /// Commits that could not be measured.
    pub skips: usize,
    /// Whether files differ from HEAD, which is what was searched; null where that is not known.
    pub changed: Option<bool>,
    /// The command that leads on: a rollback's plan where one commit is at fault, else the same search.
    pub next: String,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CulpritEnd {
    /// One commit, which differs from its parent.
    Found,
    /// Several that cannot be distinguished, or one that did not differ from its parent once more.
    Set,
    /// Both ends are alike.
    Alike,
    /// It could not be decided whether they differ.
    Undecided,
    /// The time was over before, or Ctrl-C came.
    CutShort,
}

/// One that may be at fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CulpritSuspect {
    /// The commit.
    pub commit: Commit,
    /// Who wrote it.
    pub author: String,
    /// When it was committed (RFC 3339).
    pub committed: String,
    /// How probable it is.
    pub probability: f64,
}

/// Why the commit at fault was not searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum NotSearched {
    /// No commit is known at which it was well.
    NoGoodCommit,
    /// It was well at the commit that is checked out.
    SameCommit {
        /// That commit.
        commit: Commit,
    },
    /// By what both ends took it takes longer than there is time.
    OverBudget {
        /// Commits in the range.
        commits: usize,
        /// Commits that would be made ready.
        builds: usize,
        /// Runs of the target, or answers.
        runs: usize,
        /// What that takes.
        takes: Nanos,
        /// What is left of the budget.
        left: Nanos,
    },
    /// There is too little time to begin.
    NoTime {
        /// What is left of the budget.
        left: Nanos,
    },
    /// So many were searched for before it.
    Enough {
        /// How many.
        searches: usize,
    },
    /// No search measures this.
    NoQuestion {
        /// The quantity.
        quantity: String,
    },
    /// Ctrl-C.
    Interrupted,
    /// Git, or the target at one of the ends, refuses.
    Refused {
        /// What it says.
        error: String,
    },
}
