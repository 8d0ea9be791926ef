//! Memory of a process.

use serde::{Deserialize, Serialize};

use crate::quantity::{Bytes, BytesDelta};

/// Memory of a process, from `/proc/self/smaps_rollup`, or `smaps`, or `statm`, which has the resident size alone. What
/// was not read is None.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Memory {
    /// Resident.
    pub rss: Option<Bytes>,
    /// Resident, shared pages divided among their users.
    pub pss: Option<Bytes>,
    /// Resident in this process alone.
    pub uss: Option<Bytes>,
    /// The part of `uss` that this process wrote. The rest, pages of files, becomes shared as soon as another
    /// process maps the same files.
    pub dirty: Option<Bytes>,
}

impl Memory {
    /// What it came to from `before` on, as far as both are known.
    pub(super) fn since(self, before: Self, of: fn(Self) -> Option<Bytes>) -> Option<BytesDelta> {
        Some(of(self)?.delta(of(before)?))
    }
}
