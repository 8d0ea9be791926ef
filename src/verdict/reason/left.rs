//! What the target left behind.

use serde::{Deserialize, Serialize};

/// What the target left behind, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LeftReason {
    /// Threads that run on.
    Threads {
        /// As they are called; a number where they have no name.
        names: Vec<String>,
    },
    /// Descriptors that are still open.
    Descriptors {
        /// What they are.
        names: Vec<String>,
    },
    /// Processes that ran on, and were ended.
    Processes {
        /// Their command lines.
        names: Vec<String>,
    },
}

impl LeftReason {
    /// Threads, where there are any that are known.
    pub fn threads(names: Option<&[String]>) -> Option<Self> {
        some(names?, |names| Self::Threads { names })
    }

    /// Descriptors, where there are any that are known.
    pub fn descriptors(names: Option<&[String]>) -> Option<Self> {
        some(names?, |names| Self::Descriptors { names })
    }

    /// Processes, where there are any.
    pub fn processes(names: &[String]) -> Option<Self> {
        some(names, |names| Self::Processes { names })
    }
}

fn some(names: &[String], of: fn(Vec<String>) -> LeftReason) -> Option<LeftReason> {
    (!names.is_empty()).then(|| of(names.to_vec()))
}
