//! Why a configuration cannot be used, with the place in the file.

use std::path::PathBuf;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use super::env_file::EnvFault;
use crate::blame::Blame;
use crate::system_error::SystemError;
use crate::user_file::FileKind;

/// What is found where a file is wanted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotAFile {
    /// A link whose target is not there.
    #[error("a link to something that is not there")]
    DanglingLink,
    /// Something else than a regular file.
    #[error("{0}")]
    Kind(FileKind),
    /// More than a configuration can have.
    #[error("larger than 16 MiB")]
    TooLarge,
    /// Not UTF-8.
    #[error("not text in UTF-8")]
    NotText,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum ConfigError {
    /// None was found.
    #[error("no vitals.toml, and no [tool.vitals] in a pyproject.toml, in {} or above", start.display())]
    #[diagnostic(help("write one with `vitals init`, or measure at once with `vitals probe import MODULE`"))]
    NotFound {
        /// Where the search began.
        start: PathBuf,
    },
    /// It cannot be read.
    #[error("{} cannot be read: {error}", path.display())]
    #[diagnostic(help("{}", error.advice()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// It is not a file of text.
    #[error("{} is {found}, and a configuration is a file", path.display())]
    #[diagnostic(help("remove it, or name the configuration: --config FILE"))]
    NotAFile {
        /// What was to be the file.
        path: PathBuf,
        /// What it is.
        found: NotAFile,
    },
    /// A `pyproject.toml` without a table for this tool.
    #[error("{} has no [tool.vitals]", path.display())]
    #[diagnostic(help("`vitals init` writes a vitals.toml beside it"))]
    NoTable {
        /// The file.
        path: PathBuf,
    },
    /// Something in it is wrong.
    #[error("{}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What.
        message: String,
        /// What to do.
        #[help]
        advice: Option<String>,
        /// The text.
        #[source_code]
        source_code: Arc<NamedSource<String>>,
        /// Where.
        #[label("here")]
        place: Option<SourceSpan>,
    },
    /// A line of `[target] env_file`. Its text may be a secret, and is not shown.
    #[error("{} line {line}: {fault}", path.display())]
    #[diagnostic(help(
        "a line is NAME=VALUE, with `export ` before it and quotes around the value where wanted"
    ))]
    EnvFile {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong with it.
        fault: EnvFault,
    },
    /// Nothing to do.
    #[error("{} lists no probe", path.display())]
    #[diagnostic(help("add a [[probe.import]] with a `module`, or start from `vitals init`"))]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

impl ConfigError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Unreadable { error, .. } => error.blame(),
            Self::NotFound { .. }
            | Self::NotAFile { .. }
            | Self::NoTable { .. }
            | Self::Malformed { .. }
            | Self::EnvFile { .. }
            | Self::Empty { .. } => Blame::Usage,
        }
    }

    /// Says first what it is about.
    pub(super) fn about(self, subject: &str) -> Self {
        match self {
            Self::Malformed { path, message, advice, source_code, place } => {
                let message = format!("{subject}: {message}");
                Self::Malformed { path, message, advice, source_code, place }
            }
            other => other,
        }
    }
}
