//! Of a request to a service.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;
use crate::websocket::HttpFailure;

/// Of the request of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HttpReason {
    /// What is not as it should be.
    Failed {
        /// What.
        failure: HttpFailure,
    },
    /// The answer is as it should be.
    Answered {
        /// HTTP's number.
        status: u16,
        /// From the connection to the whole answer.
        latency: Nanos,
        /// The longest acceptable latency.
        limit: Option<Nanos>,
    },
    /// It was cut short before there was an answer.
    NotAsked,
    /// What was looked at beside the status.
    LookedAt {
        /// Whether its text had to match a pattern.
        pattern: bool,
        /// Values that it had to hold.
        values: usize,
    },
    /// A token was had.
    LoggedIn {
        /// How long it took.
        after: Nanos,
    },
}
