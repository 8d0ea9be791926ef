//! Of files that must compile.

use serde::{Deserialize, Serialize};

use super::{Exception, Location};
use crate::process::Ending;

/// Of files that must compile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SyntaxReason {
    /// A configured path cannot be read.
    Unreadable {
        /// As configured.
        path: String,
        /// The system's words.
        error: String,
    },
    /// No Python file is below the configured paths.
    NoFiles,
    /// The compiling interpreter ended before its last file.
    Stopped {
        /// How it ended.
        ending: Ending,
        /// Files that were compiled until then.
        compiled: usize,
        /// Files in its list.
        files: usize,
    },
    /// Every file compiles.
    AllCompile {
        /// How many.
        files: usize,
        /// The interpreter's version.
        python: String,
    },
    /// Some files do not compile.
    NotAllCompile {
        /// How many do not.
        faulty: usize,
        /// Of how many.
        files: usize,
        /// The interpreter's version.
        python: String,
    },
    /// One file that does not compile.
    Fault {
        /// Relative to the root, where it is below it.
        file: String,
        /// From 1; None where the whole file is meant.
        line: Option<u32>,
        /// What compiling it raised.
        exception: Exception,
        /// The beginning of the line.
        source: Option<String>,
    },
    /// More such files, which are not listed.
    MoreFaults {
        /// How many.
        count: usize,
    },
    /// Warnings, which are no errors.
    Warnings {
        /// How many.
        count: usize,
    },
}

impl SyntaxReason {
    /// Where a file does not compile.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::Fault { file, line, .. } => Some(Location { file: file.clone(), line: line.unwrap_or(1) }),
            _ => None,
        }
    }
}
