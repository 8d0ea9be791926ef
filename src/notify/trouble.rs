//! Why a receiver did not get a notice.

use thiserror::Error;

/// Why a receiver did not get a notice.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotifyTrouble {
    /// Its secret is not there.
    #[error("{place} is not set, or empty: it holds the receiver's address or key")]
    NoSecret {
        /// A variable or a file.
        place: String,
    },
    /// Its address is not encrypted, and what is sent holds a secret.
    #[error("its address is not encrypted: a secret is not sent there")]
    Unencrypted,
    /// It answers with another place.
    #[error("it answered {status} and leads to another address, which was not followed")]
    Redirected {
        /// The code.
        status: u16,
    },
    /// Any other answer that is no success.
    #[error("it answered {status}: {said}")]
    Refused {
        /// The code.
        status: u16,
        /// Its words.
        said: String,
    },
    /// No answer in time, no connection, or one that broke.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// A program.
    #[error("`{program}` {fault}")]
    Command {
        /// As configured.
        program: String,
        /// How it failed.
        fault: String,
    },
    /// A name that nothing has.
    #[error("no [[notify]] has the name `{name}`")]
    NoReceiver {
        /// As written where it is used.
        name: String,
    },
    /// What is to be sent cannot be had without a secret in it.
    #[error("what is to be sent may hold a secret, and was not sent")]
    Unmaskable,
    /// A file.
    #[error("{0}")]
    File(String),
    /// Ctrl-C, before it was its turn.
    #[error("the run was interrupted")]
    Interrupted,
}

impl NotifyTrouble {
    /// Whether the same may go well a moment later.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}
