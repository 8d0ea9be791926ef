//! Of a pull request: what was not measured, and what its lock files say.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::packages::PackageChange;

/// What a pull request's reader has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PullRequestReason {
    /// Probes that the change does not touch were not measured.
    Untouched {
        /// With their kinds: `import shop.app`.
        probes: Vec<String>,
        /// So many are configured.
        of: usize,
        /// So many files are changed.
        files: usize,
    },
    /// What is installed may differ, and both sides were measured with one environment.
    OneEnvironment {
        /// The files that say so, relative to the repository.
        files: Vec<PathBuf>,
    },
    /// The checkout has changes that are in no commit: they were not measured.
    Uncommitted,
    /// A module at fault is of a package whose version differs.
    PackageAtFault {
        /// The module's first name.
        module: String,
        /// The lock file, relative to the repository.
        file: PathBuf,
        /// What became of the package.
        change: PackageChange,
    },
}
