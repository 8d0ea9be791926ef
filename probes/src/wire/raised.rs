//! An exception of the target.

use serde::{Deserialize, Serialize};

use super::site::Site;

/// An exception that came out of the target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Raised {
    /// What was being done.
    pub during: Stage,
    /// `module.name` of its type; built-in ones without a module.
    pub type_name: String,
    /// Its text.
    pub message: String,
    /// As Python prints it.
    pub traceback: String,
    /// The innermost frame outside the import machinery.
    pub site: Option<Site>,
}

/// The steps of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The import of the module.
    #[default]
    Import,
    /// Finding the factory in its module.
    Lookup,
    /// The configured setup.
    Setup,
    /// The arguments' expressions.
    Arguments,
    /// The call of the factory and its await.
    Create,
    /// The same after the first in its process, in the creation probe.
    Repeat,
    /// The configured cleanup.
    Cleanup,
    /// The tool's own part.
    Probe,
}
