//! How a forked child ended that gave no answer.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;

/// How a forked child ended that gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChildEnd {
    /// By itself, with this exit status.
    Status(i32),
    /// By this signal.
    Signal(i32),
    /// It was killed after this long.
    NotInTime(Nanos),
    /// The target waited for it, so that nobody else can know.
    WaitedByTarget,
    /// The target closed or replaced the descriptor that answers go to.
    ChannelLost,
    /// As version 1 of the documents wrote it.
    #[serde(untagged)]
    Legacy(String),
}
