//! Why a change may touch a probe, as data.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Why a probe is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Touch {
    /// All were asked for.
    Asked,
    /// The base has no configuration, or one that cannot be read.
    NewConfiguration,
    /// `[target]` or `[pr]` differs.
    Target,
    /// The probe's own table is new, or differs.
    Probe,
    /// What is installed may differ.
    Environment {
        /// The file that says so, relative to the repository.
        file: PathBuf,
    },
    /// A file that may run with it.
    Module {
        /// Relative to the repository.
        file: PathBuf,
    },
    /// A file beside one that may run with it, which it may read.
    Beside {
        /// Relative to the repository.
        file: PathBuf,
    },
    /// Python source differs, and a file of its import tree cannot be read: what that imports is not known.
    Unread {
        /// The one that cannot be read, relative to the target's root.
        file: PathBuf,
    },
    /// Python source differs, and its import tree imports a module whose name is computed.
    Computed {
        /// Where, relative to the target's root.
        file: PathBuf,
        /// The line.
        line: u32,
    },
}
