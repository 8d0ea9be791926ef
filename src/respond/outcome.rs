//! What a step came to, and what a response ends with.

use serde::{Deserialize, Serialize};

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
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Undone => 2,
            Self::Refused => 3,
            Self::Unknown | Self::Late | Self::Missing => 4,
            Self::NotAuthorised => 5,
            Self::Remote => 6,
            Self::Locked => 7,
            Self::NotSeen | Self::NothingDiffers => 8,
            Self::Open | Self::Interrupted => 9,
            Self::Broken => 70,
        }
    }

    /// Of a command of `vitals rollback`, by its exit code.
    pub fn of_rollback(code: Option<i32>) -> Self {
        match code {
            Some(0) => Self::Done,
            Some(1) => Self::Failed,
            Some(2) => Self::Undone,
            Some(3) => Self::Refused,
            Some(4) => Self::Unknown,
            Some(5) => Self::NotAuthorised,
            Some(6) => Self::Remote,
            Some(7) => Self::Locked,
            Some(8) => Self::NothingDiffers,
            Some(9) => Self::Open,
            Some(130) => Self::Interrupted,
            _ => Self::Broken,
        }
    }

    /// Whether the response is over with it: another one begins anew.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::NotSeen)
    }
}
