//! What a check has lost since the last known good: by its limit alone it would be green nowhere, or everywhere.

use serde::{Deserialize, Serialize};

use crate::git::Commit;

/// A part is counted in these.
pub const MILLION: u32 = 1_000_000;

/// What a check has lost since the last known good. A tree is green where it regains half of it, and so is the checkout afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Its name in the configuration.
    pub check: String,
    /// The commit at which it is worse.
    pub head: Commit,
    /// The last known good.
    pub good: Commit,
    /// What became worse.
    pub quantities: Vec<LostQuantity>,
}

/// A quantity that became worse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LostQuantity {
    /// Its name in a comparison.
    pub name: String,
    /// What was timed, where a check times several things.
    pub of: Option<String>,
    /// The last known good's number over HEAD's, in millionths.
    pub part_millionths: u32,
}
