//! What an import does outside of its own process, where another one may meet it.

use serde::{Deserialize, Serialize};

/// What two imports could contend for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// It starts processes.
    Children,
    /// It speaks or listens on a socket.
    Sockets,
    /// It locks files, or opens a database.
    Locks,
    /// It writes, moves or removes files.
    Files,
}
