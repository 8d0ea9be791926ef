//! What a step came to, and what a response ends with.

use serde::{Deserialize, Serialize};

use crate::rollback::RollbackExit;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// What is responded to is not seen.
    NotSeen,
    /// A check is red: on the tree, in place, or after all.
    Failed,
    /// Applied, red in place, and undone.
    Undone,
    /// Refused; nothing was changed.
    Refused,
    /// Nobody can say: counts as the worse.
    Unknown,
    /// Its time was over.
    Late,
    /// It needs somebody's authority, or approval.
    NotAuthorised,
    /// The remote has moved on, refuses, or does not answer.
    Remote,
    /// Another vitals is at it.
    Locked,
    /// There is nothing to roll back.
    NothingDiffers,
    /// A rollback stands open.
    Open,
    /// Ctrl-C.
    Interrupted,
    /// It is not configured.
    Missing,
    /// The command could not be asked: its arguments, its configuration, the system.
    Broken,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Done,
        Self::NotSeen,
        Self::Failed,
        Self::Undone,
        Self::Refused,
        Self::Unknown,
        Self::Late,
        Self::NotAuthorised,
        Self::Remote,
        Self::Locked,
        Self::NothingDiffers,
        Self::Open,
        Self::Interrupted,
        Self::Missing,
        Self::Broken,
    ];

    /// As it is shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotSeen => "not seen",
            Self::Failed => "failed",
            Self::Undone => "undone",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Late => "late",
            Self::NotAuthorised => "not authorised",
            Self::Remote => "the remote refused",
            Self::Locked => "locked",
            Self::NothingDiffers => "nothing differs",
            Self::Open => "stands open",
            Self::Interrupted => "interrupted",
            Self::Missing => "missing",
            Self::Broken => "broken",
        }
    }

    /// The exit code of a response that ends so: those of what changes a repository.
    pub fn code(self) -> u8 {
        let exit = match self {
            Self::Done => RollbackExit::Done,
            Self::Failed => RollbackExit::Failed,
            Self::Undone => RollbackExit::Undone,
            Self::Refused => RollbackExit::Refused,
            Self::Unknown | Self::Late | Self::Missing => RollbackExit::Unknown,
            Self::NotAuthorised => RollbackExit::NotAuthorised,
            Self::Remote => RollbackExit::Remote,
            Self::Locked => RollbackExit::Locked,
            Self::NotSeen | Self::NothingDiffers => RollbackExit::NothingDiffers,
            Self::Open | Self::Interrupted => RollbackExit::Open,
            Self::Broken => RollbackExit::Software,
        };
        exit.code()
    }

    /// Of a command of `vitals rollback`, by its exit code.
    pub fn of_rollback(code: Option<i32>) -> Self {
        match RollbackExit::of_code(code) {
            Some(RollbackExit::Done) => Self::Done,
            Some(RollbackExit::Failed) => Self::Failed,
            Some(RollbackExit::Undone) => Self::Undone,
            Some(RollbackExit::Refused) => Self::Refused,
            Some(RollbackExit::Unknown) => Self::Unknown,
            Some(RollbackExit::NotAuthorised) => Self::NotAuthorised,
            Some(RollbackExit::Remote) => Self::Remote,
            Some(RollbackExit::Locked) => Self::Locked,
            Some(RollbackExit::NothingDiffers) => Self::NothingDiffers,
            Some(RollbackExit::Open) => Self::Open,
            Some(RollbackExit::Interrupted) => Self::Interrupted,
            Some(RollbackExit::Usage | RollbackExit::Software) | None => Self::Broken,
        }
    }

    /// Whether the response is over with it: another one begins anew.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::NotSeen)
    }
}
