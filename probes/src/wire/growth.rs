//! The rounds of the growth probe.

use serde::{Deserialize, Serialize};

use super::memory::Memory;
use super::resources::Resources;
use crate::quantity::Nanos;

/// The state after one round of the growth probe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Round {
    /// From 1; 0 is the state before.
    pub round: u32,
    /// Objects made so far.
    pub made: u64,
    /// Memory while the objects of the round were held.
    pub held: Memory,
    /// Memory after the cleanup and a full collection.
    pub memory: Memory,
    /// Objects that the collector tracks.
    pub live_objects: u64,
    /// `sys.getallocatedblocks()`.
    pub blocks: u64,
    /// Wall time of the round.
    pub took: Nanos,
    /// Wall time of making and cleaning up its objects alone; None of the state before the first.
    #[serde(default)]
    pub making: Option<Nanos>,
    /// Different objects that the round made; None of the state before the first.
    #[serde(default)]
    pub distinct: Option<u32>,
    /// What the process keeps beside memory, after the cleanup and a full collection.
    #[serde(default)]
    pub resources: Resources,
    /// The target has switched the collector off: nothing was collected before the state was read.
    #[serde(default)]
    pub collector_off: bool,
    /// Objects in cycles that the collection found: before the state was read, or after the last where the collector is off.
    #[serde(default)]
    pub garbage: Option<u64>,
}

/// A type whose live objects became more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TypeGrowth {
    /// `module.name`.
    pub name: String,
    /// Before the first counted round.
    pub before: u64,
    /// After the last.
    pub after: u64,
}
