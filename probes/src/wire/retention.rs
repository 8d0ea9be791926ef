//! The search for the cause of a leak: its task, and what it finds.

use serde::{Deserialize, Serialize};

use super::factory::Factory;
use super::site::Site;
use crate::quantity::BytesDelta;

/// Task of the retention probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetentionTask {
    /// How.
    pub factory: Factory,
    /// Objects made in each round.
    pub objects: u32,
    /// Rounds after the warm-up.
    pub rounds: u32,
    /// Types of which one object's holders are looked for, by `module.name`, at most three.
    /// Where there is none, containers that became longer are looked for instead.
    pub types: Vec<String>,
}

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
    /// Of a chain that is not complete: the search from the roots that found none.
    #[serde(default)]
    pub search: Option<HolderSearch>,
}

/// How far a search went from all that has a name: modules, classes, running threads, the event loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HolderSearch {
    /// Objects that it came by.
    pub objects: u64,
    /// Steps from where it began.
    pub depth: u32,
    /// Whether nothing was left; else it was ended by its limit of objects or of time.
    pub exhausted: bool,
}
