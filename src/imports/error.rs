//! Why there is no graph.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::git::GitError;

/// Why there is no graph, or no answer from it.
#[derive(Debug, Error, Diagnostic)]
pub enum ImportsError {
    /// The folder in which the packages are.
    #[error("the root {} is not a folder", path.display())]
    #[diagnostic(help("give --root, or fix `root` in [target]"))]
    NoRoot {
        /// The folder.
        path: PathBuf,
    },
    /// A package that was named.
    #[error("there is no package or module {name} in {}", root.display())]
    #[diagnostic(help("name it as in an import statement; --root is the folder that it is imported from"))]
    NoPackage {
        /// As named.
        name: String,
        /// Where it was looked for.
        root: PathBuf,
    },
    /// No Python at all.
    #[error("there is no Python source in {}", root.display())]
    #[diagnostic(help("--root is the folder that the packages are imported from"))]
    NothingFound {
        /// Where it was looked for.
        root: PathBuf,
    },
    /// A module that is not in the graph.
    #[error("there is no module {name} among those that were read{}", nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean {name}?")))]
    #[diagnostic(help(
        "the modules that count are those of the named packages, by default all below the root"
    ))]
    UnknownModule {
        /// As named.
        name: String,
        /// The most similar one.
        nearest: Option<String>,
    },
    /// The repository.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] GitError),
}

impl ImportsError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Git(error) => error.blame(),
            Self::NoRoot { .. }
            | Self::NoPackage { .. }
            | Self::NothingFound { .. }
            | Self::UnknownModule { .. } => Blame::Usage,
        }
    }
}
