//! What is new and gone between two commits, as data.

use serde::{Deserialize, Serialize};

use super::graph::{Failure, Step};
use crate::git::Commit;

/// What is new and gone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// What is compared with.
    pub base: Commit,
    /// The commit that is compared with it.
    pub head: Commit,
    /// Those that only one commit has.
    pub modules: Change<String>,
    /// Imports, those that packages on the path imply left out; a line that moved is no change.
    pub edges: Change<Step>,
    /// Cycles that the base does not have, or not as large.
    pub new_cycles: Vec<NewCycle>,
    /// The modules of each cycle that is gone.
    pub gone_cycles: Vec<Vec<String>>,
    /// Files that could be read before.
    pub new_failures: Vec<Failure>,
}

/// On one side alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change<T> {
    /// Not in the base.
    pub new: Vec<T>,
    /// Not in the head.
    pub gone: Vec<T>,
}

/// A cycle that was not there, or was smaller.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NewCycle {
    /// Those that import each other in a circle.
    pub modules: Vec<String>,
    /// Whether some of them went round in the base already.
    pub grown: bool,
    /// The shortest path round.
    pub shortest: Vec<Step>,
    /// What would open it.
    #[serde(alias = "opening")]
    pub feedback_edges: Vec<Step>,
    /// Who closed it.
    pub closed_by: ClosedBy,
}

/// Who closed a cycle.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// This commit: before it, the cycle was open.
    Commit(Closing),
    /// The history that the base does not have begins with the cycle: the base lies beside it and has opened it.
    BeforeTheFork,
}

/// The commit and its import.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Closing {
    /// The first one with the cycle.
    pub commit: Commit,
    /// Its import that closed the cycle; the first of them where there are several.
    pub edge: Step,
    /// The path round as of that commit, this edge first.
    pub cycle: Vec<Step>,
    /// Graphs that were built to find it.
    pub graphs: usize,
}
