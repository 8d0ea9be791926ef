//! Exit codes.

use std::process::{ExitCode, Termination};

use crate::config::{ConfigError, NameError};
use crate::git::GitError;
use crate::imports::ImportsError;
use crate::python::PythonError;
use crate::report::Report;
use crate::session::SessionError;
use crate::store::history::HistoryError;
use crate::store::{MergeError, StoreError};
use crate::user_file::Unwritable;
use crate::verdict::Status;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything passed.
    Pass,
    /// Something failed, or the target could not be measured because it is broken.
    Fail,
    /// Inconclusive or vacuous.
    Undecided,
    /// The command line or the configuration is wrong.
    Usage,
    /// The tool's own fault, or the system's.
    Software,
    /// Ctrl-C.
    Interrupted,
    /// A code of a command's own.
    Code(u8),
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Undecided => 2,
            Self::Usage => 64,
            Self::Software => 70,
            Self::Interrupted => 130,
            Self::Code(code) => code,
        }
    }

    /// After something could not be written: no pass, and what is worse stays.
    pub fn spoiled(self) -> Self {
        if matches!(self, Self::Pass | Self::Code(0)) { Self::Software } else { self }
    }

    /// By the worst verdict, or by the health.
    pub fn of_report(report: &Report) -> Self {
        let interrupted = report.head().is_some_and(|head| head.interrupted);
        match report {
            Report::Health(document) if !interrupted => Self::Code(document.score.health.code()),
            _ => Self::of_status(report.status(), interrupted),
        }
    }

    /// By a verdict.
    pub fn of_status(status: Status, interrupted: bool) -> Self {
        if interrupted {
            return Self::Interrupted;
        }
        match status {
            Status::Pass => Self::Pass,
            Status::Fail | Status::Error => Self::Fail,
            Status::Inconclusive | Status::Vacuous => Self::Undecided,
        }
    }

    /// By whose mistake it was.
    pub fn of_error(error: &miette::Report) -> Self {
        let python = error.downcast_ref::<PythonError>().or(match error.downcast_ref::<SessionError>() {
            Some(SessionError::Python(python)) => Some(python),
            _ => None,
        });
        let session = error.downcast_ref::<SessionError>();
        let imports = error.downcast_ref::<ImportsError>();
        if matches!(python, Some(PythonError::Interrupted))
            || matches!(session, Some(SessionError::Git(GitError::Interrupted)))
            || matches!(imports, Some(ImportsError::Git(GitError::Interrupted)))
        {
            return Self::Interrupted;
        }
        let usage = python.is_some()
            || imports.is_some()
            || error.downcast_ref::<ConfigError>().is_some()
            || error.downcast_ref::<NameError>().is_some()
            || session.is_some_and(|error| {
                !matches!(error, SessionError::System(_) | SessionError::Calibration { .. })
            })
            || error.downcast_ref::<StoreError>().is_some()
            || error.downcast_ref::<MergeError>().is_some()
            || error.downcast_ref::<HistoryError>().is_some_and(HistoryError::is_usage)
            || error.downcast_ref::<super::history::Misunderstood>().is_some()
            || error.downcast_ref::<super::report::Unreadable>().is_some()
            || error.downcast_ref::<super::health::NoSuchCheck>().is_some()
            || error.downcast_ref::<super::trend::NoSuchSeries>().is_some()
            || error.downcast_ref::<super::arguments::WrittenTwice>().is_some()
            || error.downcast_ref::<Unwritable>().is_some_and(Unwritable::is_usage)
            || error.downcast_ref::<crate::report::format::Unfit>().is_some()
            || error.downcast_ref::<super::websocket::NoCheck>().is_some()
            || error.downcast_ref::<super::init::AlreadyThere>().is_some();
        if usage { Self::Usage } else { Self::Software }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.code().into()
    }
}
