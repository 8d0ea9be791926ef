//! Of the import graph, read from source.

use serde::{Deserialize, Serialize};

use super::Location;
use crate::imports::{ComputedImport, Failure, ImportsError, Near, Step};

/// Of the import graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CycleReason {
    /// The root is no folder.
    NoRoot {
        /// As configured.
        root: String,
    },
    /// A configured package is not there.
    NoPackage {
        /// As configured.
        name: String,
        /// Where it was looked for.
        root: String,
    },
    /// There is no Python source.
    NoSource {
        /// Where it was looked for.
        root: String,
    },
    /// There is no graph, for a reason that has no kind of its own.
    NoGraph {
        /// What went wrong.
        error: String,
    },
    /// The graph has no module.
    NoModules,
    /// Some files cannot be read as Python.
    Unreadable {
        /// How many.
        files: usize,
    },
    /// One such file.
    FileFault(Failure),
    /// No module imports itself by way of others.
    NoCycle {
        /// Modules in the graph.
        modules: usize,
    },
    /// Modules import each other.
    Cycles {
        /// Groups of such modules.
        count: usize,
    },
    /// One such group.
    Cycle {
        /// Its size.
        modules: usize,
        /// The shortest path round.
        steps: Vec<Step>,
    },
    /// Imports that resolve nowhere, though a package of their name is near.
    Near(Near),
    /// An import of which only running it shows what it imports.
    Computed {
        /// Where, and which call.
        import: ComputedImport,
    },
    /// More of these than are named.
    MoreComputed {
        /// So many more.
        count: usize,
    },
    /// How much was read.
    Read {
        /// So many that were read.
        modules: usize,
        /// Imports of each other.
        imports: usize,
    },
}

impl From<ImportsError> for CycleReason {
    fn from(error: ImportsError) -> Self {
        match error {
            ImportsError::NoRoot { path } => Self::NoRoot { root: path.display().to_string() },
            ImportsError::NoPackage { name, root } => {
                Self::NoPackage { name, root: root.display().to_string() }
            }
            ImportsError::NothingFound { root } => Self::NoSource { root: root.display().to_string() },
            ImportsError::UnknownModule { .. } | ImportsError::Git(_) => {
                Self::NoGraph { error: error.to_string() }
            }
        }
    }
}

impl CycleReason {
    /// The imports of a cycle, or where a file is no Python.
    pub fn locations(&self) -> Vec<Location> {
        match self {
            Self::Cycle { steps, .. } => steps.iter().map(Location::from).collect(),
            Self::FileFault(failure) => vec![Location::from(failure)],
            _ => Vec::new(),
        }
    }
}
