//! The cause of a leak.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::{AllocationSite, HeldBy};

use crate::measure::SearchFailure;

/// Where what stays was allocated, and what holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RetentionReason {
    /// A line whose allocations stay.
    Allocated {
        /// The line, and what it gained.
        site: AllocationSite,
        /// Over so many rounds.
        rounds: u32,
    },
    /// No line of Python allocates what stays.
    Native,
    /// What holds one object of a type that became more.
    Held {
        /// The type, and the chain from something with a name.
        by: HeldBy,
    },
    /// The cause could not be looked for.
    NotSearched {
        /// Why.
        why: SearchFailure,
    },
}
