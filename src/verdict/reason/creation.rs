//! Evidence of a creation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::measure::Isolation;
use crate::quantity::Nanos;

/// What a creation rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CreationReason {
    /// How it was measured.
    Samples {
        /// First creations.
        samples: usize,
        /// `module.name` of the object's type.
        type_name: String,
        /// Whether the factory's answer was awaited.
        awaited: bool,
        /// How each got a process of its own.
        isolation: Isolation,
    },
    /// What later creations in the same process take.
    Repeated {
        /// Of the repeated creations.
        median: Nanos,
        /// How many there were.
        samples: usize,
    },
    /// The second creation in a process gave the object of the first: later ones make nothing.
    SameObject,
}
