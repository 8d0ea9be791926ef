//! Why a run gave no document.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::bisect_fault::BisectError;
use super::drill_fault::NoExperiment;
use super::lock_fault::LockSearchError;
use super::prepare_fault::Unprepared;
use crate::blame::Blame;
use crate::config::ConfigError;
use crate::git::GitError;
use crate::measure::CalibrationError;
use crate::python::PythonError;
use crate::report::words;
use crate::store::StoreError;
use crate::system_error::SystemError;
use crate::verdict::NoReplay;
use crate::worker::Failure;

/// Why a run gave no document.
#[derive(Debug, Error, Diagnostic)]
pub enum SessionError {
    /// The interpreter.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Python(#[from] PythonError),
    /// The configuration, for a clone.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] ConfigError),
    /// The folder in which the target shall run.
    #[error("the target's root {} is not a folder", path.display())]
    #[diagnostic(help("give --root, or fix `root` in [target]"))]
    NoRoot {
        /// The folder.
        path: PathBuf,
    },
    /// The repository.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] GitError),
    /// A replay was asked for.
    #[error("the baseline {name} cannot be replayed: {}", words::no_replay(why))]
    #[diagnostic(help("without --replay its stored numbers are compared"))]
    NoReplay {
        /// The baseline's.
        name: String,
        /// Why not.
        why: NoReplay,
    },
    /// A command of `[pr] prepare` failed.
    #[error("{0}")]
    #[diagnostic(help(
        "nothing was measured: both sides must be prepared before they are compared; the command ran in a folder with the commit's files alone"
    ))]
    NotPrepared(Box<Unprepared>),
    /// Two lock files that could not be searched.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Locks(#[from] LockSearchError),
    /// A search between two commits.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bisect(#[from] BisectError),
    /// A drill, as an experiment.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Experiment(#[from] NoExperiment),
    /// A baseline.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    /// No temporary folder.
    #[error("the run's temporary folder cannot be made in {}: {error}", folder.display())]
    #[diagnostic(help("{}; TMPDIR names another folder to use", error.advice()))]
    NoScratch {
        /// Where it was to be.
        folder: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// The calibration workload.
    #[error("the calibration workload failed: {}", words::failure(failure))]
    #[diagnostic(help(
        "it imports a part of the standard library alone: the interpreter is damaged, or the system stops it"
    ))]
    Calibration {
        /// How.
        failure: Box<Failure>,
    },
    /// The system refused something.
    #[error("the system refused: {0}")]
    #[diagnostic(help("this is not the target's fault: {}", .0.advice()))]
    System(SystemError),
}

impl From<io::Error> for SessionError {
    fn from(error: io::Error) -> Self {
        Self::System(error.into())
    }
}

impl From<CalibrationError> for SessionError {
    fn from(error: CalibrationError) -> Self {
        match error {
            CalibrationError::Failed(failure) => Self::Calibration { failure },
            CalibrationError::System(error) => error.into(),
        }
    }
}

impl SessionError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Python(error) => error.blame(),
            Self::Git(error) => error.blame(),
            Self::Config(error) => error.blame(),
            Self::Store(error) => error.blame(),
            Self::Bisect(error) => error.blame(),
            Self::Locks(error) => error.blame(),
            Self::NoScratch { error, .. } => error.blame(),
            Self::NoRoot { .. } | Self::NoReplay { .. } | Self::NotPrepared(_) | Self::Experiment(_) => {
                Blame::Usage
            }
            Self::Calibration { .. } | Self::System(_) => Blame::System,
        }
    }

    /// Whether the run's budget was spent: the target may be well.
    pub fn is_out_of_budget(&self) -> bool {
        matches!(
            self,
            Self::Python(PythonError::OutOfBudget { .. }) | Self::Git(GitError::OutOfBudget { .. })
        )
    }
}
