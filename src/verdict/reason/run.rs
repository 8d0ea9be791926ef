//! Reasons of the run as a whole.

use serde::{Deserialize, Serialize};

/// What the run as a whole did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunReason {
    /// Ctrl-C, before there was an answer.
    Interrupted,
}
