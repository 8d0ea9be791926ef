//! The cause of a leak.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{AllocationSite, BoundedHolder, HeldBy, NativeSite, OpenedAt, SearchOf};

use crate::measure::SearchFailure;
use crate::quantity::BytesDelta;

/// Where what stays was allocated, and what holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RetentionReason {
    /// A line whose allocations stay.
    Allocated {
        /// The line, and what it gained.
        site: AllocationSite,
        /// Over so many rounds.
        rounds: u32,
        /// Whether it grew, stays, or is held while the objects live.
        #[serde(default)]
        of: SearchOf,
    },
    /// No line of Python allocates what stays.
    Native,
    /// A line that has native memory given out that stays.
    NativeAt {
        /// The line, and what is called there.
        site: NativeSite,
        /// Over so many rounds,
        rounds: u32,
        /// after which this much stayed.
        grown: BytesDelta,
    },
    /// What holds one object of a type that became more.
    Held {
        /// The type, and the chain from something with a name.
        by: HeldBy,
    },
    /// A holder with a bound of its own, in which what stays is kept.
    Bounded {
        /// With its bound and its fill.
        holder: BoundedHolder,
        /// Objects that were made until it was as full as it is.
        made: u64,
    },
    /// A line that opens what stays open.
    Opened {
        /// The line, and what it opens.
        at: OpenedAt,
        /// Objects that were made meanwhile.
        made: u64,
    },
    /// The cause could not be looked for.
    NotSearched {
        /// What ended the search.
        why: SearchFailure,
    },
}
