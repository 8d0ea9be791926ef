//! Why the two of a pair were measured one after the other.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Sharing;

/// Why the two of a pair did not run at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum InTurn {
    /// Cold caches are asked for: the second one would find them warm.
    ColdCaches,
    /// No worker can be bound to a processor here.
    NotPinned,
    /// They do what two at once could contend for.
    Shares {
        /// What it is.
        what: Vec<Sharing>,
    },
    /// They wait for something that is neither a time nor a disk.
    Waits,
    /// Two at once could take longer than one may.
    Long,
}
