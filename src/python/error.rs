//! Why an interpreter cannot be used.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::start::StartStep;
use crate::blame::Blame;
use crate::process::Ending;
use crate::quantity::Nanos;
use crate::system_error::SystemError;

/// Why an interpreter cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum PythonError {
    /// No `python3` anywhere.
    #[error("no Python was found: no --python, no VIRTUAL_ENV, no .venv, and no python3 on PATH")]
    #[diagnostic(help("name one: --python /path/to/python, or --python path/to/venv"))]
    NothingFound,
    /// The path that was asked for.
    #[error("there is no Python at {}", path.display())]
    #[diagnostic(help(
        "--python takes a python program, the folder of a virtual environment, a name on PATH, a version (3.12) that is on PATH or that \
         pyenv or uv keeps, or the name of a conda environment"
    ))]
    NotThere {
        /// As asked for.
        path: PathBuf,
    },
    /// A folder without `bin/python`.
    #[error("{} is not a virtual environment: it has no bin/python", folder.display())]
    #[diagnostic(help("make one with `python3 -m venv {}`, or give the path of a python", folder.display()))]
    NoEnvironment {
        /// As given.
        folder: PathBuf,
    },
    /// It could not be started.
    #[error("{} cannot be started: {error}", path.display())]
    #[diagnostic(help("{}", error.advice()))]
    NotStarted {
        /// The program.
        path: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// It did not answer as a Python does.
    #[error("{} is not a Python interpreter: {reason}", path.display())]
    #[diagnostic(help("--python takes a python program or the folder of a virtual environment"))]
    NotPython {
        /// The program.
        path: PathBuf,
        /// What it did instead.
        reason: String,
    },
    /// What it runs as it starts hangs.
    #[error("{} did not start within {after}: it hangs at {at}", path.display())]
    #[diagnostic(help("every start of this Python runs that: correct or remove it"))]
    StartHangs {
        /// The program.
        path: PathBuf,
        /// How long was waited: half a minute, or `--timeout`.
        after: Nanos,
        /// What it runs there.
        at: StartStep,
    },
    /// What it runs as it starts ends it.
    #[error("{} does not start: it ends with {how} at {at}", path.display())]
    #[diagnostic(help("every start of this Python runs that: correct or remove it"))]
    StartEnds {
        /// The program.
        path: PathBuf,
        /// How it ended.
        how: Ending,
        /// What it runs there.
        at: StartStep,
    },
    /// It was started, and says nothing.
    #[error("{} did not say what it is within {after}", path.display())]
    #[diagnostic(help(
        "it hangs as it starts: look at its .pth files and sitecustomize (`{} -X importtime -c pass`)",
        path.display()
    ))]
    Late {
        /// The program.
        path: PathBuf,
        /// How long was waited: half a minute, or `--timeout`.
        after: Nanos,
    },
    /// The run's time was over before it answered.
    #[error("the budget was spent before {} had said what it is, after {after}", path.display())]
    #[diagnostic(help(
        "nothing was measured: give a larger --budget, or see what its start takes (`{} -X importtime -c pass`)",
        path.display()
    ))]
    OutOfBudget {
        /// The program.
        path: PathBuf,
        /// How long was waited.
        after: Nanos,
    },
    /// It answered, and is none that can be measured.
    #[error("{} is {found}, which cannot be measured: {reason}", path.display())]
    #[diagnostic(help(
        "vitals measures CPython 3.9 and newer with the usual interpreter lock, on the C library that it is built for"
    ))]
    Unsupported {
        /// The program.
        path: PathBuf,
        /// What it is.
        found: String,
        /// Why not.
        reason: &'static str,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl PythonError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::NotStarted { error, .. } => error.blame(),
            Self::Interrupted => Blame::Interrupted,
            Self::NothingFound
            | Self::NotThere { .. }
            | Self::NoEnvironment { .. }
            | Self::NotPython { .. }
            | Self::StartHangs { .. }
            | Self::StartEnds { .. }
            | Self::Late { .. }
            | Self::OutOfBudget { .. }
            | Self::Unsupported { .. } => Blame::Usage,
        }
    }
}
