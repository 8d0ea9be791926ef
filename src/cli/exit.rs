//! Exit codes.

use std::process::{ExitCode, Termination};

use super::error::CliError;
use crate::blame::Blame;
use crate::escalation::{EscalateError, NotAuthorised};
use crate::report::Report;
use crate::rollback::RollbackExit;
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

    /// By whose fault it was.
    pub fn of_error(error: &CliError) -> Self {
        match error {
            CliError::Config(error) => error.blame().into(),
            CliError::Imports(error) => error.blame().into(),
            CliError::Session(error) => error.blame().into(),
            CliError::Rollback(error) => RollbackExit::of_error(error).into(),
            CliError::Chaos(error) => error.blame().into(),
            CliError::Escalation(error) => Self::of_escalation(error),
            CliError::Incident(error) => {
                error.blame().map_or_else(|| RollbackExit::Refused.into(), Self::from)
            }
            CliError::Store(error) => error.blame().into(),
            CliError::History(error) => error.blame().into(),
            CliError::Unwritable(error) => error.blame().into(),
            CliError::Condition(error) => error.blame().into(),
            CliError::NoCurrentFolder { error } | CliError::Unkept(error) => error.blame().into(),
            CliError::NotUtf8 { .. }
            | CliError::Name(_)
            | CliError::Merge(_)
            | CliError::Unfit(_)
            | CliError::WrittenTwice { .. }
            | CliError::NoTime { .. }
            | CliError::NoRule
            | CliError::NoBase
            | CliError::NoComment(_)
            | CliError::PullRequestTarget
            | CliError::UnreadableReport { .. }
            | CliError::NoReportFile { .. }
            | CliError::UnreadableFile { .. }
            | CliError::NothingMatches(_)
            | CliError::Mistaken { .. }
            | CliError::OtherKind { .. }
            | CliError::NoSuchTopic { .. }
            | CliError::SamePort { .. }
            | CliError::TwoServers { .. }
            | CliError::NoSuchReceiver { .. }
            | CliError::NoSuchTag { .. }
            | CliError::NoWebsocketCheck
            | CliError::NoSuchSeries { .. }
            | CliError::NoPython { .. }
            | CliError::ConfigurationThere { .. } => Self::Usage,
            CliError::OutputLost(_)
            | CliError::Render(_)
            | CliError::Unmaskable(_)
            | CliError::NotExported { .. } => Self::Software,
        }
    }
}

impl Exit {
    /// Of an escalation that is refused.
    fn of_escalation(error: &EscalateError) -> Self {
        match error {
            EscalateError::Ack(_) => RollbackExit::Refused.into(),
            EscalateError::OtherAccount { .. } => Self::Code(5),
            EscalateError::Watched { .. } => Self::Code(7),
            EscalateError::System { error, .. } => error.blame().into(),
            EscalateError::Unusable { .. }
            | EscalateError::NotAuthorised(NotAuthorised::NoSuchLevel { .. })
            | EscalateError::NoSuchPerson { .. }
            | EscalateError::Nobody { .. }
            | EscalateError::NoSuchLevel { .. } => Self::Usage,
            EscalateError::NotAuthorised(_) => Self::Code(5),
        }
    }
}

impl From<Blame> for Exit {
    fn from(blame: Blame) -> Self {
        match blame {
            Blame::Usage => Self::Usage,
            Blame::System => Self::Software,
            Blame::Interrupted => Self::Interrupted,
        }
    }
}

impl From<RollbackExit> for Exit {
    fn from(exit: RollbackExit) -> Self {
        Self::Code(exit.code())
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.code().into()
    }
}
