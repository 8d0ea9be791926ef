//! Evidence of a creation.

use serde::{Deserialize, Serialize};

use crate::measure::Isolation;

/// What a creation rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Creations after the first of their process.
    Repeated {
        /// Each made a first object before.
        processes: usize,
        /// In all of the processes together.
        creations: usize,
        /// Of which side, where there are two.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<String>,
    },
    /// The second creation in a process gave the object of the first: later ones make nothing.
    SameObject {
        /// Of which side, where there are two.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<String>,
    },
    /// The baseline has no repeated creations: they are not compared.
    NoneStored,
}
