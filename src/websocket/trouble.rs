//! Why a connection, an answer or a server did not come about, as data.

use std::io;

use serde::{Deserialize, Serialize};
use tungstenite::Error;
use tungstenite::error::ProtocolError;

use super::secret::kept;
use crate::quantity::{Bytes, Nanos};

/// Why something on the network did not come to its end. Every text in it is safe to keep and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trouble {
    /// Time is up.
    Late {
        /// How long there was.
        within: Nanos,
    },
    /// Ctrl-C.
    Interrupted,
    /// The host's name has no address.
    NoAddress,
    /// The system could not connect.
    Unreachable {
        /// The system's words.
        error: String,
    },
    /// The connection failed afterwards.
    Broken {
        /// The system's words.
        error: String,
    },
    /// The other side closed the connection before its answer was whole.
    CutShort,
    /// The answer is not HTTP.
    NotHttp {
        /// The parser's words.
        error: String,
    },
    /// The answer's `Content-Length` is no number.
    WrongLength,
    /// A chunk of the answer has no right size.
    WrongChunk,
    /// What came is not the WebSocket protocol.
    NotWebsocket {
        /// The parser's words.
        error: String,
    },
    /// More came than is taken.
    TooLarge {
        /// The most that is taken.
        limit: Bytes,
    },
    /// A header cannot be sent: its value has a control character.
    ControlCharacter {
        /// The header's name.
        header: String,
    },
    /// The configuration makes no right request.
    BadRequest {
        /// The library's words.
        error: String,
    },
    /// The answer is not JSON.
    NotJson,
    /// The answer has no token where it should be.
    NoToken {
        /// The configured path.
        path: String,
    },
    /// Not every user was connected in time, and all speak at once.
    OthersAbsent,
    /// As version 1 wrote it.
    #[serde(untagged)]
    Legacy(String),
}

impl Trouble {
    /// What the system says of a connection that was there.
    pub(super) fn broken(error: &io::Error) -> Self {
        Self::Broken { error: error.to_string() }
    }

    /// What the WebSocket library says, without a secret or this token.
    pub(super) fn of(error: &Error, token: &str) -> Self {
        let text = |error: &dyn std::error::Error| kept(&error.to_string(), token);
        match error {
            Error::ConnectionClosed
            | Error::AlreadyClosed
            | Error::Protocol(
                ProtocolError::HandshakeIncomplete | ProtocolError::ResetWithoutClosingHandshake,
            ) => Self::CutShort,
            Error::Io(error) => Self::Broken { error: text(error) },
            Error::Url(error) => Self::BadRequest { error: text(error) },
            Error::HttpFormat(error) => Self::BadRequest { error: text(error) },
            Error::Protocol(ProtocolError::HttparseError(error)) => Self::NotHttp { error: text(error) },
            Error::Protocol(error) => Self::NotWebsocket { error: text(error) },
            other => Self::NotWebsocket { error: text(other) },
        }
    }
}

/// Why there is no server to speak with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServerTrouble {
    /// Somebody answers at its place before it is started.
    AlreadyAnswered {
        /// The place: `host:port`, or a URL.
        at: String,
    },
    /// The system could not start it.
    NotStarted {
        /// As configured.
        program: String,
        /// The system's words.
        error: String,
    },
    /// It ended before it answered.
    Ended,
    /// It did not answer in time.
    Late {
        /// Where it should have: `host:port`, or a URL.
        at: String,
        /// How long it had.
        within: Nanos,
    },
    /// Ctrl-C, before it answered.
    Interrupted,
    /// As version 1 wrote it.
    #[serde(untagged)]
    Legacy(String),
}
