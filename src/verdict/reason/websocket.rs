//! Of conversations over a WebSocket.

use serde::{Deserialize, Serialize};

use crate::process::Ending;
use crate::quantity::Nanos;
use crate::websocket::{Failure, ServerTrouble};

/// Of the conversations of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WebsocketReason {
    /// The started server is not there to speak with.
    Server {
        /// Why.
        trouble: ServerTrouble,
    },
    /// The started server ended before it was asked to.
    ServerEnded {
        /// How.
        ending: Ending,
    },
    /// The check expects no event.
    NothingExpected,
    /// Not every conversation came to its end.
    NotHeardToTheEnd,
    /// What went wrong for one user or several.
    Failed {
        /// What, as the first of them has it.
        failure: Failure,
        /// The name of that user.
        user: String,
        /// How often.
        count: usize,
        /// Of how many users.
        users: usize,
    },
    /// More of these, which are not listed.
    MoreFailures {
        /// How many.
        count: usize,
    },
    /// Every expected event came to every user.
    AllHeard {
        /// How many events.
        events: usize,
        /// How many users.
        users: usize,
        /// Whether a secret came to another user.
        isolation: Isolation,
    },
    /// Not even the users who sent a secret saw it again.
    NoSecretCameBack,
    /// Connections.
    Connected {
        /// How many users.
        count: usize,
        /// Of how many.
        users: usize,
        /// How long each took, with the handshake.
        times: Spread,
    },
    /// One expected event.
    Event {
        /// Its name.
        event: String,
        /// To how many users it came.
        count: usize,
        /// Of how many.
        users: usize,
        /// After what time; None where it came to nobody.
        times: Option<Spread>,
    },
    /// Secrets that came back to who had sent them.
    OwnSecrets {
        /// To how many users.
        count: usize,
        /// Of how many.
        users: usize,
    },
    /// Nothing that is sent carries a secret.
    IsolationNotChecked,
    /// The started server answered.
    ServerReady {
        /// From its start.
        after: Nanos,
    },
    /// A process that the started server left running; it was ended.
    LeftBehind {
        /// Its command line.
        command: String,
    },
}

/// Whether a user could see what is another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// It was not looked at: one user, or no secret.
    NotChecked,
    /// Secrets came back to their senders and to nobody else.
    Proven,
    /// No secret came back at all.
    Unknown,
}

/// The middle and the end of several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Spread {
    /// The middle one; the upper of two.
    pub median: Nanos,
    /// That of the slowest.
    pub largest: Nanos,
    /// How many.
    pub n: usize,
}

impl Spread {
    /// Of some times; None of none.
    pub fn of(mut times: Vec<Nanos>) -> Option<Self> {
        times.sort_unstable();
        Some(Self { median: *times.get(times.len() / 2)?, largest: *times.last()?, n: times.len() })
    }
}
