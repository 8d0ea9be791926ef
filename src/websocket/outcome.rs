//! What a conversation came to, as data. Whether that is a pass is the verdict's to say.

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::trouble::ServerTrouble;
use crate::process::Ending;
use crate::quantity::Nanos;

/// All users of one check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Outcome {
    /// The socket, without its query.
    pub url: String,
    /// The time that each user had.
    pub within: Nanos,
    /// The names of the expected events, in order.
    pub expected: Vec<String>,
    /// Whether what was sent carried a secret for each user, so that one in the wrong place could be seen.
    #[serde(alias = "secrets_told")]
    pub secrets_sent: bool,
    /// The server, where the check started it.
    pub server: Option<ServerOutcome>,
    /// One entry a user; none where the server did not start.
    pub users: Vec<UserOutcome>,
    /// Ended by Ctrl-C.
    pub interrupted: bool,
}

/// A server that the check started.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ServerOutcome {
    /// As configured, the interpreter put in.
    pub program: String,
    /// From its start until it answered.
    pub ready_in: Option<Nanos>,
    /// Why there was nobody to speak with.
    pub trouble: Option<ServerTrouble>,
    /// How it ended, where it ended before it was asked to.
    pub ended_early: Option<Ending>,
    /// The last lines that it wrote.
    pub output: Vec<String>,
    /// Processes that it left running; they were ended.
    pub left_behind: Vec<String>,
}

/// How a user's conversation went.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UserOutcome {
    /// Its name, as the server was given it.
    pub name: String,
    /// How long the login took.
    pub login_in: Option<Nanos>,
    /// How long connecting took, with the handshake.
    pub connected_in: Option<Nanos>,
    /// When the last message was sent; from the beginning of the check, as all moments.
    pub sent_at: Option<Nanos>,
    /// The expected events, in order.
    pub expected: Vec<ExpectedOutcome>,
    /// What came, in order; the first thousand.
    pub timeline: Vec<Event>,
    /// How many messages came.
    pub messages: u64,
    /// In how many of them the user saw its own secret.
    pub own_secret_seen: u64,
    /// The subprotocol that the server chose.
    pub subprotocol: Option<String>,
    /// What went wrong: the most relevant first.
    pub failures: Vec<Failure>,
}

/// An expected event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExpectedOutcome {
    /// Its name.
    pub event: String,
    /// From the sending until it came; None where it did not come in its place.
    pub latency: Option<Nanos>,
    /// The longest that was allowed.
    pub limit: Option<Nanos>,
}

/// A message that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Event {
    /// Its name, made safe to show and short.
    pub name: String,
    /// When, from the beginning of the check.
    pub at: Nanos,
}

impl Outcome {
    /// How many users heard everything.
    pub fn content(&self) -> usize {
        self.users.iter().filter(|user| user.heard_everything()).count()
    }
}

impl UserOutcome {
    /// The most relevant failure.
    pub fn failure(&self) -> Option<&Failure> {
        self.failures.first()
    }

    /// Whether every expected event came in its place and nothing went wrong.
    pub fn heard_everything(&self) -> bool {
        self.failures.is_empty() && self.expected.iter().all(|event| event.latency.is_some())
    }
}
