//! What can go wrong in a conversation, and how it is reported.

use std::mem::{Discriminant, discriminant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::net::Trouble;
use crate::quantity::{Bytes, Nanos};

/// What went wrong for one user. Every text in it is safe to keep and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// Another user's secret was seen.
    Leaked {
        /// The user whose it was.
        whose: String,
        /// The message that held it.
        event: String,
    },
    /// The connection was not taken.
    Refused {
        /// The system's reason.
        reason: String,
    },
    /// The login was answered with another status than 200 to 299.
    LoginRefused {
        /// The status.
        status: u16,
        /// The beginning of the answer.
        answer: String,
    },
    /// There was no answer to the login, or none that can be read.
    LoginFailed {
        /// Why.
        reason: String,
    },
    /// The handshake was answered with another status than 101.
    HandshakeRefused {
        /// The status.
        status: u16,
    },
    /// The answer to the handshake was none.
    HandshakeGarbage {
        /// What is wrong with it.
        reason: String,
    },
    /// The connection was accepted, and the handshake was not answered in time.
    HandshakeSilent {
        /// How long was waited.
        after: Nanos,
    },
    /// Not one message came.
    Silent {
        /// How long was waited, from the sending.
        after: Nanos,
        /// The first event that should have come.
        waiting_for: String,
    },
    /// The connection ended while events were due.
    ClosedEarly {
        /// The close code; None where the connection just ended.
        code: Option<u16>,
        /// What the server said about it.
        reason: String,
        /// The first event that was due.
        waiting_for: String,
    },
    /// An expected event did not come.
    Missing {
        /// Which.
        event: String,
        /// What came in its place.
        instead: Vec<String>,
        /// Where one of that name came: what it held instead of what it should.
        unlike: Option<String>,
    },
    /// An expected event came before one that belongs before it.
    OutOfOrder {
        /// Which.
        event: String,
        /// The one that it came before.
        before: String,
    },
    /// An expected event came too late.
    Late {
        /// Which.
        event: String,
        /// When.
        latency: Nanos,
        /// When at the latest.
        limit: Nanos,
    },
    /// Something else came, and `strict` allows nothing else.
    Unexpected {
        /// Which.
        event: String,
    },
    /// A message is not JSON.
    NotJson {
        /// Its beginning.
        beginning: String,
    },
    /// What came is not the protocol.
    Garbage {
        /// What is wrong with it.
        reason: String,
    },
    /// A message is larger than is taken.
    TooLarge {
        /// The limit.
        limit: Bytes,
    },
    /// More messages came than are taken.
    TooMany {
        /// The limit.
        limit: u32,
    },
    /// Nothing could be sent.
    NotSent {
        /// Why.
        reason: String,
    },
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    /// Whether the conversation never began, so that it says nothing about the events.
    pub fn before_the_conversation(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::LoginRefused { .. }
                | Self::LoginFailed { .. }
                | Self::HandshakeRefused { .. }
                | Self::HandshakeGarbage { .. }
        )
    }

    /// What it is about, so that users with the same trouble are reported together.
    pub fn subject(&self) -> (Discriminant<Self>, &str) {
        let event = match self {
            Self::Leaked { event, .. }
            | Self::Missing { event, .. }
            | Self::OutOfOrder { event, .. }
            | Self::Late { event, .. }
            | Self::Unexpected { event } => event,
            Self::Silent { waiting_for, .. } | Self::ClosedEarly { waiting_for, .. } => waiting_for,
            _ => "",
        };
        (discriminant(self), event)
    }

    /// One sentence.
    pub fn describe(&self) -> String {
        match self {
            Self::Leaked { whose, event } => {
                format!("saw the secret of {whose} in `{event}`")
            }
            Self::Refused { reason } => format!("no connection: {reason}"),
            Self::LoginRefused { status, answer } if answer.is_empty() => {
                format!("login refused with status {status}")
            }
            Self::LoginRefused { status, answer } => format!("login refused with status {status}: {answer}"),
            Self::LoginFailed { reason } => format!("login failed: {reason}"),
            Self::HandshakeRefused { status } => format!("handshake refused with status {status}"),
            Self::HandshakeGarbage { reason } => {
                format!("what answers the handshake is no WebSocket server: {reason}")
            }
            Self::HandshakeSilent { after } => {
                format!("the connection was accepted, and its handshake was not answered within {after}")
            }
            Self::Silent { after, waiting_for } => {
                format!("not one message came within {after}; `{waiting_for}` was due first")
            }
            Self::ClosedEarly { code, reason, waiting_for } => closed(*code, reason, waiting_for),
            Self::Missing { event, instead, unlike } => missing(event, instead, unlike.as_deref()),
            Self::OutOfOrder { event, before } => format!("out of order: `{event}` came before `{before}`"),
            Self::Late { event, latency, limit } => {
                format!("`{event}` came late: after {latency}, limit {limit}")
            }
            Self::Unexpected { event } => {
                format!("`{event}` came, and is not expected; `strict` allows nothing else")
            }
            Self::NotJson { beginning } => format!("a message is not JSON: {beginning}"),
            Self::Garbage { reason } => format!("what came is not the WebSocket protocol: {reason}"),
            Self::TooLarge { limit } => format!("a message is larger than {limit} (`max_message`)"),
            Self::TooMany { limit } => format!("more than {limit} messages came (`max_messages`)"),
            Self::NotSent { reason } => format!("nothing could be sent: {reason}"),
            Self::Interrupted => "interrupted".into(),
        }
    }
}

fn closed(code: Option<u16>, reason: &str, waiting_for: &str) -> String {
    let how = match code {
        Some(code) => format!("closed with code {code}"),
        None => "ended without a closing handshake".into(),
    };
    let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    format!("the connection was {how}{why} while `{waiting_for}` was due").replace("was ended", "ended")
}

fn missing(event: &str, instead: &[String], unlike: Option<&str>) -> String {
    if let Some(unlike) = unlike {
        return format!("`{event}` came, and not as it should: {unlike}");
    }
    let names: Vec<String> = instead.iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("`{event}` did not come, nor did anything in its place"),
        _ => format!("`{event}` did not come; in its place came {}", names.join(", ")),
    }
}

/// Why a login did not come to an answer.
pub(super) fn of_login(trouble: Trouble, within: Nanos) -> Failure {
    let reason = match trouble {
        Trouble::Interrupted => return Failure::Interrupted,
        Trouble::Late => format!("no answer within {within}"),
        Trouble::Unreachable(reason) => format!("no connection: {reason}"),
        Trouble::Closed(how) => format!("the connection was closed {how}"),
        Trouble::Garbage(what) => format!("the answer cannot be read: {what}"),
        Trouble::TooLarge => "the answer is larger than 1 MiB".into(),
    };
    Failure::LoginFailed { reason }
}

/// Why there is no connection.
pub(super) fn of_connection(trouble: Trouble, within: Nanos) -> Failure {
    let reason = match trouble {
        Trouble::Interrupted => return Failure::Interrupted,
        Trouble::Late => format!("nobody took it within {within}"),
        Trouble::Unreachable(reason) | Trouble::Closed(reason) | Trouble::Garbage(reason) => reason,
        Trouble::TooLarge => "too much came".into(),
    };
    Failure::Refused { reason }
}
