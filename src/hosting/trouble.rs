//! Why a comment was not written.

use thiserror::Error;

use crate::untrusted::{printable, redact, shortened};

/// Longest text of a server that is passed on.
const SAID: usize = 300;

/// Why a comment was not written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// The token may not.
    #[error("{host} answered {status} ({said}): the token may not write comments; {advice}")]
    Forbidden {
        /// Who answered.
        host: &'static str,
        /// 401, 403 or 404.
        status: u16,
        /// The server's words.
        said: String,
        /// What would let it.
        advice: &'static str,
    },
    /// Too many requests, and no time to wait as long as was asked.
    #[error(
        "{host} answered {status}: too many requests, to be tried again in {after} s, which is longer than was left"
    )]
    Limited {
        /// Who answered.
        host: &'static str,
        /// 429, or 403.
        status: u16,
        /// Seconds.
        after: u64,
    },
    /// Any other answer that is no success.
    #[error("{host} answered {status}: {said}")]
    Refused {
        /// Who answered.
        host: &'static str,
        /// The code.
        status: u16,
        /// The server's words.
        said: String,
    },
    /// It answers with another place, to which the token is not sent.
    #[error(
        "{host} answered {status} and leads to another address ({to}): it was not followed, because the token would go there"
    )]
    Redirected {
        /// Who answered.
        host: &'static str,
        /// The code.
        status: u16,
        /// Where to.
        to: String,
    },
    /// The token would be sent where everybody reads it.
    #[error("{url} is not encrypted: the token is not sent there")]
    Unencrypted {
        /// The address.
        url: String,
    },
    /// No answer in time.
    #[error("{host} did not answer within {seconds} s")]
    TimedOut {
        /// Who was asked.
        host: &'static str,
        /// How long was waited in all.
        seconds: u64,
    },
    /// No connection, or one that broke.
    #[error("{host} cannot be reached: {error}")]
    Unreachable {
        /// Who was asked.
        host: &'static str,
        /// The system's or the protocol's reason.
        error: String,
    },
    /// An answer that is not what the API gives.
    #[error("{host} answered with something else than JSON")]
    NotJson {
        /// Who answered.
        host: &'static str,
    },
    /// Ctrl-C.
    #[error("it was interrupted")]
    Interrupted,
}

/// A server's words, safe to show.
pub fn said(text: &str) -> String {
    let text = printable(&redact(&shortened(text.trim(), SAID))).replace('\n', " ");
    if text.is_empty() { "without a word".into() } else { text }
}
