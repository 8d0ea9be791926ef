//! What a time is of.

use serde::{Deserialize, Serialize};

/// What was timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Timed {
    /// An import statement.
    Import,
    /// The first creation of an object in a process.
    FirstCreation,
    /// A later creation in the same process.
    RepeatedCreation,
}
