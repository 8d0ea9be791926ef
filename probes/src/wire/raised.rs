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
    /// As Python prints it; of a long one, frames are left out of the middle, with a mark that counts them.
    pub traceback: String,
    /// The innermost frame outside the import machinery.
    pub site: Option<Site>,
    /// The bodies of modules that were running, the outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub running: Vec<RunningModule>,
    /// The exceptions before it, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Earlier>,
    /// Exceptions that are not in the chain because it is too long: they were raised between its last two.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub chain_left_out: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// An exception that another one was raised from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Earlier {
    /// How the later one came of it.
    pub relation: Relation,
    /// `module.name` of its type; built-in ones without a module.
    pub type_name: String,
    /// Its text.
    pub message: String,
    /// The innermost frame outside the import machinery.
    pub site: Option<Site>,
    /// The bodies of modules that were running, the outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub running: Vec<RunningModule>,
}

/// How one exception came of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// `raise … from`: its `__cause__`.
    Cause,
    /// Raised while the earlier one was handled: its `__context__`.
    #[default]
    Context,
}

/// A module whose body was running.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunningModule {
    /// Its `__name__`.
    pub module: String,
    /// Its file, as Python knows it.
    pub file: String,
    /// Where its body stood.
    pub line: u32,
    /// The innermost function on the way from that line to the next module; None where the line itself imports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Site>,
    /// The next module is imported by a call of `importlib.import_module`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_call: bool,
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
