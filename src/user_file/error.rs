//! Why a file that a user named is not written. Whatever was there is left as it was.

use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use super::kind::FileKind;

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
    /// The folder is missing.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// The folder, or the file that is there, may not be written.
    #[error("{} cannot be written", .0.display())]
    ReadOnly(PathBuf),
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
    #[error(transparent)]
    System(#[from] io::Error),
}

impl Why {
    fn advice(&self) -> String {
        match self {
            Self::NoFolder(folder) => format!("make the folder first: `mkdir -p {}`", folder.display()),
            Self::ReadOnly(_) => "check its permissions".into(),
            Self::NotRegular(FileKind::Folder) => "name a file in it".into(),
            Self::NotRegular(_) => {
                "name a regular file; /dev/stdout, /dev/stderr, /dev/fd/N and /dev/null work too".into()
            }
            Self::Configuration | Self::Own(_) => "name another file".into(),
            Self::Circle => "name the file itself".into(),
            Self::System(_) => "check the folder's permissions and the disk's free space".into(),
        }
    }

    /// Of this file.
    pub(super) fn of(self, path: &Path) -> Unwritable {
        Unwritable { path: path.to_owned(), why: self }
    }
}

impl Unwritable {
    /// Whether what was asked for is wrong, and not the system.
    pub fn is_usage(&self) -> bool {
        !matches!(self.why, Why::System(_))
    }
}
