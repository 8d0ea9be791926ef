//! What the C library's allocator keeps.

use serde::{Deserialize, Serialize};

use crate::quantity::{Bytes, BytesDelta};

/// Whose `malloc` the process uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllocatorName {
    /// The GNU C library's.
    Glibc,
    /// Its symbols are loaded: `mallctl`.
    Jemalloc,
    /// Its symbols are loaded: `mi_version`.
    Mimalloc,
    /// Its symbols are loaded: `tc_version`.
    Tcmalloc,
    /// None of these: that of `musl`, or another one.
    Other,
}

/// The allocator after the last round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Allocator {
    /// Whose it is.
    pub name: AllocatorName,
    /// Free memory that it had kept and gave back when it was asked to; None where it cannot be asked.
    pub kept_free: Option<Bytes>,
    /// What it has given out (`mallinfo2`); None where it does not count that.
    pub in_use: Option<Bytes>,
    /// What Python's own allocator keeps free beside its objects, more than before the first round: parts of arenas in which something
    /// is still alive cannot be given back. None where it is not used, or does not say.
    #[serde(default)]
    pub kept_by_python: Option<BytesDelta>,
}
