//! What stays after a leak, and why.

use serde::{Deserialize, Serialize};

use super::site::Site;
use crate::quantity::BytesDelta;

/// What stays of the objects of some rounds, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retention {
    /// Rounds over which was counted.
    pub rounds: u32,
    /// Objects made in each.
    pub objects: u32,
    /// Lines whose allocations grew with the rounds, largest first, at most ten.
    pub sites: Vec<AllocationSite>,
    /// What holds one object of each type that became more.
    pub held: Vec<HeldBy>,
}

/// A line that allocated what is still there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllocationSite {
    /// The innermost frame outside the standard library; its function is empty where it is not known.
    pub site: Site,
    /// Gained over the rounds.
    pub bytes: BytesDelta,
    /// Blocks of memory gained over the rounds.
    pub blocks: i64,
}

/// From something with a name to one object that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldBy {
    /// `module.name` of the object's type.
    pub type_name: String,
    /// The steps, outermost first: `shop.sockets._registry`, `dict['user-3']`, `list[4]`.
    pub chain: Vec<String>,
    /// Whether the first step is a module's, a class's or a running function's; else what holds that is not known.
    pub complete: bool,
}
