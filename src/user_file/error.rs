//! Why a file that a user named is not written. Whatever was there is left as it was.

use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use super::kind::FileKind;
use crate::blame::Blame;
use crate::system_error::SystemError;

/// A file that is not written.
#[derive(Debug, Error, Diagnostic)]
#[error("{} cannot be written: {why}", path.display())]
#[diagnostic(help("{}", why.advice()))]
pub struct Unwritable {
    /// As the user named it.
    pub path: PathBuf,
    /// The reason.
    pub why: Why,
}

/// Why it is not written.
#[derive(Debug, Error)]
pub enum Why {
    /// An empty path.
    #[error("its name is empty")]
    Empty,
    /// The folder is missing.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// A folder is wanted, and something else is there.
    #[error("{} is no folder", .0.display())]
    NotAFolder(PathBuf),
    /// The folder, or the file that is there, may not be written.
    #[error("{} is not writable: {error}", path.display())]
    ReadOnly {
        /// The folder or the file.
        path: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// It is no regular file, and would be replaced by one.
    #[error("it is {0}, and is left alone")]
    NotRegular(FileKind),
    /// The configuration of this run.
    #[error("it is the configuration, and is left alone")]
    Configuration,
    /// A baseline, the history, or what else vitals keeps.
    #[error("vitals keeps its own files in {}", .0.display())]
    Own(PathBuf),
    /// Links that lead to each other.
    #[error("its symbolic links lead in a circle")]
    Circle,
    /// The system says no.
    #[error("{0}")]
    System(SystemError),
}

impl From<io::Error> for Why {
    fn from(error: io::Error) -> Self {
        Self::System(error.into())
    }
}

impl Why {
    fn advice(&self) -> String {
        match self {
            Self::NoFolder(folder) => format!("make the folder first: `mkdir -p {}`", folder.display()),
            Self::ReadOnly { error, .. } => error.advice().into(),
            Self::Empty => "name a file".into(),
            Self::NotAFolder(_) => "name a folder; one that does not exist is made".into(),
            Self::NotRegular(FileKind::Folder) => "name a file in it".into(),
            Self::NotRegular(_) => {
                "name a regular file; /dev/stdout, /dev/stderr, /dev/fd/N and /dev/null work too".into()
            }
            Self::Configuration | Self::Own(_) => "name another file".into(),
            Self::Circle => "name the file itself".into(),
            Self::System(error) => error.advice().into(),
        }
    }

    /// Of this file.
    pub fn of(self, path: &Path) -> Unwritable {
        Unwritable { path: path.to_owned(), why: self }
    }
}

impl Unwritable {
    /// Whose fault it is: what was asked for may be wrong, or the system fails at it.
    pub fn blame(&self) -> Blame {
        match self.why {
            Why::NoFolder(_)
            | Why::ReadOnly { .. }
            | Why::Empty
            | Why::NotRegular(_)
            | Why::NotAFolder(_)
            | Why::Configuration
            | Why::Own(_)
            | Why::Circle => Blame::Usage,
            Why::System(_) => Blame::System,
        }
    }
}
