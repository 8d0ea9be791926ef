//! Why two lock files could not be searched.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::packages::UnusableLock;
use crate::untrusted::{printable, redact};

/// Why two lock files could not be searched.
#[derive(Debug, Error, Diagnostic)]
pub enum LockSearchError {
    /// One cannot be used.
    #[error("{}: {why}", file.display())]
    #[diagnostic(help("name two lock files of one kind, or two revisions that have one"))]
    Unusable {
        /// As asked for.
        file: PathBuf,
        /// Why not.
        why: UnusableLock,
    },
    /// One cannot be read.
    #[error("{} cannot be read: {error}", file.display())]
    #[diagnostic(help("name two lock files, or two revisions of a repository that has one"))]
    Unreadable {
        /// As asked for.
        file: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A commit has none.
    #[error("{commit} has no lock file that is known")]
    #[diagnostic(help(
        "uv.lock, poetry.lock, pdm.lock, pylock.toml, Pipfile.lock and requirements.txt are, in the target's root or the repository's top; --lock-file names another"
    ))]
    NoLock {
        /// Abbreviated.
        commit: String,
    },
    /// A check that passes or fails.
    #[error("`{check}` passes or fails, and --lock compares what a probe measures")]
    #[diagnostic(help(
        "--check NAME of an import, a creation or a growth, or --import MODULE; `vitals bisect GOOD BAD --check NAME` searches the commits"
    ))]
    NoProbe {
        /// Its name.
        check: String,
    },
    /// An environment could not be made.
    #[error("no environment could be made of {what}: `{command}` {fault}{}", below(output))]
    #[diagnostic(help(
        "the same command shows more; --find-links FOLDER installs from the wheels in a folder, without a network"
    ))]
    NotInstalled {
        /// Which lock.
        what: String,
        /// As a shell would take it.
        command: String,
        /// How it failed.
        fault: String,
        /// The end of its output.
        output: Vec<String>,
    },
}

impl LockSearchError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        Blame::Usage
    }
}

fn below(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n{}", printable(&redact(line)))).collect()
}
