//! What can go wrong in a conversation, as data.

use std::mem::{Discriminant, discriminant};

use serde::{Deserialize, Serialize};

use super::trouble::Trouble;
use crate::quantity::{Bytes, Nanos};

/// What went wrong for one user. Every text in it is safe to keep and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
        /// Why.
        #[serde(alias = "reason")]
        trouble: Trouble,
    },
    /// The login was answered with another status than 200 to 299.
    LoginRefused {
        /// HTTP's number.
        status: u16,
        /// The beginning of the answer.
        answer: String,
    },
    /// There was no answer to the login, or none that can be read.
    LoginFailed {
        /// Why.
        #[serde(alias = "reason")]
        trouble: Trouble,
    },
    /// The handshake was answered with another status than 101.
    HandshakeRefused {
        /// HTTP's number.
        status: u16,
    },
    /// The answer to the handshake was none.
    HandshakeGarbage {
        /// What is wrong with it.
        #[serde(alias = "reason")]
        trouble: Trouble,
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
        /// The first that came in its place.
        instead: Vec<String>,
        /// How many more came in its place.
        #[serde(default)]
        more: usize,
        /// Where one of that name came: what it held instead of what it should.
        unlike: Option<Box<Unlike>>,
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
        /// The first characters of the message.
        beginning: String,
    },
    /// What came is not the protocol.
    Garbage {
        /// What is wrong with it.
        #[serde(alias = "reason")]
        trouble: Trouble,
    },
    /// A message is larger than is taken.
    TooLarge {
        /// What `max_message` allows.
        limit: Bytes,
    },
    /// More messages came than are taken.
    TooMany {
        /// What `max_messages` allows.
        limit: u32,
    },
    /// Nothing could be sent.
    NotSent {
        /// Why.
        #[serde(alias = "reason")]
        trouble: Trouble,
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
}

/// A field of a message that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Unlike {
    /// A field is missing, or has another value.
    Field {
        /// As configured.
        field: String,
        /// What it holds, as JSON; None where it is not there.
        found: Option<String>,
        /// What it should hold, as JSON.
        wanted: String,
    },
    /// As version 1 wrote it.
    Legacy(String),
}

/// Ctrl-C is no failure of the login.
pub(super) fn of_login(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Interrupted => Failure::Interrupted,
        trouble => Failure::LoginFailed { trouble },
    }
}

/// Likewise of the connection.
pub(super) fn of_connection(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Interrupted => Failure::Interrupted,
        trouble => Failure::Refused { trouble },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn failures_of_version_1_are_read() {
        let read = |value| serde_json::from_value::<Failure>(value).expect("a failure");
        let legacy = |text: &str| Trouble::Legacy(text.into());
        assert_eq!(
            read(json!({"kind": "refused", "reason": "Connection refused (os error 111)"})),
            Failure::Refused { trouble: legacy("Connection refused (os error 111)") }
        );
        assert_eq!(
            read(json!({"kind": "login_failed", "reason": "the answer is not JSON"})),
            Failure::LoginFailed { trouble: legacy("the answer is not JSON") }
        );
        assert_eq!(
            read(json!({"kind": "missing", "event": "a", "instead": ["b"], "unlike": "`x` is 1, not 2"})),
            Failure::Missing {
                event: "a".into(),
                instead: vec!["b".into()],
                more: 0,
                unlike: Some(Box::new(Unlike::Legacy("`x` is 1, not 2".into())))
            }
        );
    }

    #[test]
    fn a_failure_is_read_as_it_is_written() {
        let unlike = Unlike::Field { field: "a.b".into(), found: None, wanted: "true".into() };
        for failure in [
            Failure::Missing {
                event: "a".into(),
                instead: Vec::new(),
                more: 3,
                unlike: Some(Box::new(unlike)),
            },
            Failure::LoginFailed { trouble: Trouble::Late { within: Nanos(5) } },
            Failure::NotSent { trouble: Trouble::OthersAbsent },
            Failure::Refused { trouble: Trouble::Unreachable { error: "Connection refused".into() } },
        ] {
            let written = serde_json::to_value(&failure).expect("JSON");
            assert_eq!(serde_json::from_value::<Failure>(written).expect("a failure"), failure);
        }
    }
}
