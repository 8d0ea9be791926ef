//! How the target makes objects.

use serde::{Deserialize, Serialize};

/// How objects are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Factory {
    /// `package.module`.
    pub module: String,
    /// Dotted name of the callable within the module.
    pub callable: String,
    /// Python source, run once after the import; `args` may use its names.
    pub setup: Option<String>,
    /// Python expressions, evaluated before each creation; `i` counts from 0.
    pub args: Vec<String>,
    /// Keyword arguments, likewise.
    pub kwargs: Vec<(String, String)>,
    /// Python source, run after each creation, with the object as `made`.
    pub cleanup: Option<String>,
    /// The type that the object must have, by name or by `module.name`.
    pub expect_type: Option<String>,
}
