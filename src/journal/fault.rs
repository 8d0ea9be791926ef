//! What can be wrong with a journal.

use thiserror::Error;

use crate::system_error::SystemError;

/// Why a journal cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The system does not give it, or does not take it.
    #[error("{0}")]
    System(SystemError),
    /// It has no beginning.
    #[error("it has no first record")]
    Empty,
    /// Another version's.
    #[error("its schema is {0:?}")]
    Schema(String),
    /// A line is not as it was written.
    #[error("{0}: it was changed or damaged")]
    Damaged(Damage),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::System(error.into())
    }
}

/// A line that is not what was written. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// It is no record.
    #[error("line {0} is no record")]
    Unreadable(usize),
    /// It is one, and was changed, or a line before it was changed, removed or added.
    #[error("line {0} does not follow from the line before it")]
    Broken(usize),
}

impl Damage {
    /// Which line, from 1.
    pub fn line(self) -> usize {
        let (Self::Unreadable(line) | Self::Broken(line)) = self;
        line
    }
}
