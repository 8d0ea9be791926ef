//! The search for the cause of a leak: its task, and what it finds.

use serde::{Deserialize, Serialize};

use super::factory::Factory;
use super::native::NativeSearch;
use super::resources::ResourceKind;
use super::site::Site;
use crate::quantity::{BytesDelta, Nanos};

/// Rounds of a search before those that count.
pub const WARM_UP: u32 = 3;

/// Rounds that count, at the least: what they allocate is compared by halves.
pub const LEAST_SEARCHED: u32 = 6;

/// What a search for a cause is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchOf {
    /// What grows with the rounds.
    #[default]
    Growing,
    /// All that stays after the rounds.
    Kept,
    /// What the objects of one round hold while they live.
    Held,
}

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
    /// What is looked for.
    pub of: SearchOf,
    /// Kinds whose openers are looked for.
    pub resources: Vec<ResourceKind>,
    /// What all these rounds should come to in memory, by the rounds before; where Python's own allocations explain less than half
    /// of it, native ones are looked for. None where memory is not in question.
    pub expected: Option<BytesDelta>,
    /// Time for the rounds: where the first take too long for it, there are fewer, then fewer objects in each.
    pub time: Option<Nanos>,
}

/// What stays of the objects of some rounds, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retention {
    /// Rounds over which was counted.
    pub rounds: u32,
    /// Objects made in each.
    pub objects: u32,
    /// What was looked for.
    #[serde(default)]
    pub of: SearchOf,
    /// Lines whose allocations grew with the rounds, or stay, or are held, largest first, at most ten.
    pub sites: Vec<AllocationSite>,
    /// What holds one object of each type that became more.
    pub held: Vec<HeldBy>,
    /// Holders with a bound of their own that fill with the objects, or that such a chain leads through.
    #[serde(default)]
    pub bounded: Vec<BoundedHolder>,
    /// Lines that open what stays open.
    #[serde(default)]
    pub opened: Vec<OpenedAt>,
    /// Lines that have native memory given out; None where that was not looked for, or the allocator does not count it.
    #[serde(default)]
    pub native: Option<NativeSearch>,
}

/// A cache or a queue that keeps so many entries and no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoundedHolder {
    /// `lru_cache`, `deque`, or the `module.name` of its type.
    pub holder: String,
    /// The steps to it, outermost first.
    pub chain: Vec<String>,
    /// Whether the interpreter or its library keeps to the bound; else it is an attribute like `maxsize`.
    pub certain: bool,
    /// The bound.
    pub most: u64,
    /// Entries at the end of the rounds.
    pub fill: u64,
    /// Entries that the counted rounds added.
    pub gained: i64,
    /// The function that a cache is of.
    pub site: Option<Site>,
}

impl BoundedHolder {
    /// Whether nothing more fits in.
    pub fn is_full(&self) -> bool {
        self.fill >= self.most
    }
}

/// A line that opened or started what is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenedAt {
    /// The kind that was kept.
    pub what: ResourceKind,
    /// The line; None where no line of Python in the factory's thread opened it.
    pub site: Option<Site>,
    /// How many of the counted rounds are still there.
    pub count: u64,
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
    /// Whether the chain leads through a holder with a bound.
    #[serde(default)]
    pub bounded: bool,
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
