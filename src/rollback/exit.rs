//! Exit codes of what changes a repository.

use super::{Done, End, Outcome, RemoteFault, RollbackError};
use crate::blame::Blame;
use crate::escalation::NotAuthorised;
use crate::git::GitError;

/// How a command of `vitals rollback` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollbackExit {
    /// Done and verified.
    Done,
    /// The target failed verification; nothing was changed.
    Failed,
    /// Applied, failed in its place, undone.
    Undone,
    /// Refused; nothing was changed.
    Refused,
    /// A check answered nothing; nothing is changed, or it was undone.
    Unknown,
    /// Nobody else has approved it.
    NotAuthorised,
    /// The remote has moved on, refuses, or does not answer.
    Remote,
    /// Another vitals holds the lock.
    Locked,
    /// The two ends do not differ.
    NothingDiffers,
    /// Interrupted with an open journal: `vitals rollback recover` is next.
    Open,
    /// The command line names what is not there; nothing was changed.
    Usage,
    /// The tool's own fault, or the system's; nothing was changed.
    Software,
    /// Ctrl-C before anything was changed.
    Interrupted,
}

impl RollbackExit {
    /// The number. But for Ctrl-C never 125 and more: they mean something to `git bisect run`.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Undone => 2,
            Self::Refused => 3,
            Self::Unknown => 4,
            Self::NotAuthorised => 5,
            Self::Remote => 6,
            Self::Locked => 7,
            Self::NothingDiffers => 8,
            Self::Open => 9,
            Self::Usage => 64,
            Self::Software => 70,
            Self::Interrupted => 130,
        }
    }

    /// All of them.
    const ALL: [Self; 13] = [
        Self::Done,
        Self::Failed,
        Self::Undone,
        Self::Refused,
        Self::Unknown,
        Self::NotAuthorised,
        Self::Remote,
        Self::Locked,
        Self::NothingDiffers,
        Self::Open,
        Self::Usage,
        Self::Software,
        Self::Interrupted,
    ];

    /// By the number with which a command ended; None where it is no such number, or a signal ended it.
    pub fn of_code(code: Option<i32>) -> Option<Self> {
        Self::ALL.into_iter().find(|exit| code == Some(i32::from(exit.code())))
    }

    /// After an error.
    pub fn of_error(error: &RollbackError) -> Self {
        of_error(error)
    }

    /// After what was done, or undone at once.
    pub fn of_done(done: &Done) -> Self {
        match done.end {
            End::Done => Self::Done,
            End::Before => Self::Refused,
            End::Undone if done.is_unknown() => Self::Unknown,
            End::Undone => Self::Undone,
        }
    }
}

/// By an exhaustive match.
fn of_error(error: &RollbackError) -> RollbackExit {
    match error {
        RollbackError::NotVerified(Outcome::Failed) => RollbackExit::Failed,
        RollbackError::NotVerified(Outcome::NothingDiffers) => RollbackExit::NothingDiffers,
        RollbackError::NotVerified(Outcome::Unknown | Outcome::Verified) => RollbackExit::Unknown,
        RollbackError::PlanFile { .. }
        | RollbackError::Stale(_)
        | RollbackError::NoChecks
        | RollbackError::NotRewritable
        | RollbackError::NoApprovalNeeded
        | RollbackError::NoRepository(_)
        | RollbackError::GitLocked(_)
        | RollbackError::Hindered(_)
        | RollbackError::Overlap(_)
        | RollbackError::Submodules(_)
        | RollbackError::NoLfs(_)
        | RollbackError::TreeDiffers { .. }
        | RollbackError::Conflict { .. }
        | RollbackError::Journal { .. }
        | RollbackError::NothingToUndo
        | RollbackError::NoSuchRollback { .. }
        | RollbackError::HeadElsewhere { .. } => RollbackExit::Refused,
        RollbackError::Level(NotAuthorised::NoSuchLevel { .. }) => RollbackExit::Usage,
        RollbackError::NotAuthorised { .. } | RollbackError::Level(_) => RollbackExit::NotAuthorised,
        RollbackError::Locked { .. } => RollbackExit::Locked,
        // After a push of unknown outcome the journal is open too: `recover` asks the remote.
        RollbackError::Open { .. } | RollbackError::Remote { fault: RemoteFault::Unknown { .. }, .. } => {
            RollbackExit::Open
        }
        RollbackError::Remote { .. } => RollbackExit::Remote,
        RollbackError::Interrupted => RollbackExit::Interrupted,
        RollbackError::System { error, .. } => of_blame(error.blame()),
        // What git refuses is refused.
        RollbackError::Git(GitError::Failed { .. }) => RollbackExit::Refused,
        RollbackError::Git(error) => of_blame(error.blame()),
    }
}

fn of_blame(blame: Blame) -> RollbackExit {
    match blame {
        Blame::Interrupted => RollbackExit::Interrupted,
        Blame::System => RollbackExit::Software,
        Blame::Usage => RollbackExit::Refused,
    }
}
