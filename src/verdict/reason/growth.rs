//! Reasons and evidence of growing memory.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Allocator, MemoryGrowth, ResourceKind, TypeGrowth};

use crate::measure::{Fill, MemoryKind, RepeatedOutput, Rising, Stretch};
use crate::quantity::{Bytes, BytesDelta};
use crate::statistics::Slope;

/// How fast something leaks, for each object that is made: memory where that rises, else what does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeakRate {
    /// The judged memory.
    Memory(BytesDelta),
    /// Objects that the collector tracks.
    LiveObjects(f64),
    /// Blocks of Python's allocator.
    Blocks(f64),
    /// What a process keeps beside memory.
    Resource {
        /// Which.
        what: ResourceKind,
        /// So many for each object.
        each: f64,
    },
}

/// What rounds of objects came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GrowthReason {
    /// Too few rounds for a slope.
    TooFewRounds {
        /// So many are needed.
        least: usize,
    },
    /// What stays in use after all rounds is over the limit.
    KeptOverLimit {
        /// What stays in use.
        kept: BytesDelta,
        /// Objects that were made.
        made: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// What the objects of one round hold while they live is over the limit.
    HeldOverLimit {
        /// Objects in a round.
        objects: u32,
        /// What they hold.
        held: BytesDelta,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// It rises to the end.
    Leaks {
        /// How fast.
        rate: LeakRate,
    },
    /// It looks like a leak, and a longer run that would distinguish it from a cache was not made.
    NotConfirmed {
        /// The longer run has so many times the rounds.
        times: u32,
    },
    /// What grew has a bound, was filled, and then stood.
    FilledAndStood {
        /// What stays in use.
        kept: BytesDelta,
        /// Objects that were made.
        made: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// What grows has a bound that was not reached, and what it keeps when full is known by what an object adds.
    WithinItsBound {
        /// What stays when it is full.
        kept: BytesDelta,
        /// Objects that fill it.
        objects: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// What grows has a bound, and what it keeps when full is over the limit.
    BoundOverLimit {
        /// What stays when it is full.
        kept: BytesDelta,
        /// Objects that fill it.
        objects: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// Some of what grows has a bound, and there was no time to see what happens when it is full.
    BoundNotReached {
        /// What is known of it.
        fill: Fill,
    },
    /// Every call gave one and the same object.
    OneObject {
        /// Calls.
        made: u64,
    },
    /// The system gave no more descriptors.
    RanOut {
        /// Objects that were made in whole rounds until then.
        made: u64,
    },
    /// The target has switched the collector off, and leaves what that alone would free.
    Uncollected {
        /// Objects in cycles that a collection after the last round found.
        garbage: u64,
        /// Objects that were made by then.
        made: u64,
    },
    /// Each object leaves others in cycles, which the collector frees when it runs.
    Garbage {
        /// So many for each object.
        each: f64,
    },
    /// Many more objects, after which it went on or stood.
    Stretched {
        /// What was seen.
        stretch: Stretch,
    },
    /// What Python's own allocator keeps free, which is not judged either.
    KeptByPython {
        /// More than before the first round.
        free: BytesDelta,
    },
    /// What the allocator keeps free, which is not counted as kept.
    KeptFree {
        /// Which it is, and what it keeps.
        allocator: Allocator,
    },
    /// Where memory grew, by mapping.
    MemoryGrew {
        /// In which mappings, and what the allocator says of it.
        growth: MemoryGrowth,
        /// The allocator, where it is known.
        allocator: Option<Allocator>,
    },
    /// What the target prints with each object.
    Prints {
        /// How many lines, and the last.
        output: RepeatedOutput,
        /// Objects that were made meanwhile.
        made: u64,
    },
    /// Kinds of what a process keeps that cannot be counted here.
    NotCounted {
        /// Which.
        kinds: Vec<ResourceKind>,
    },
    /// It rose at first, and then did not.
    Plateau {
        /// What stays in use.
        kept: BytesDelta,
        /// Objects that were made.
        made: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// It did not rise.
    Stable {
        /// What stays in use.
        kept: BytesDelta,
        /// Objects that were made.
        made: u64,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// What rises with the rounds.
    Rises {
        /// Each of them.
        what: Vec<Rising>,
    },
    /// When the limit is reached if it goes on like this.
    Projection {
        /// What the probe's `limit` allows.
        limit: Bytes,
        /// Objects until then.
        objects: f64,
        /// Objects an hour, as configured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        per_hour: Option<f64>,
    },
    /// Types whose live objects became more, those that gained most first.
    Types {
        /// At most three.
        grown: Vec<TypeGrowth>,
    },
    /// No Python type became more.
    NoTypes,
    /// How it was measured.
    Rounds {
        /// Rounds that count.
        counted: usize,
        /// Rounds before them.
        warm_up: usize,
        /// Objects in each.
        objects: u32,
    },
    /// How memory changes from round to round.
    MemoryPerRound {
        /// Which memory.
        #[serde(default)]
        memory: MemoryKind,
        /// In bytes.
        slope: Slope,
    },
    /// How the number of live objects changes from round to round.
    ObjectsPerRound {
        /// Objects that the collector tracks.
        slope: Slope,
    },
    /// What the objects of one round hold while they live, against the limit.
    Held {
        /// Objects in a round.
        objects: u32,
        /// What they hold.
        held: BytesDelta,
        /// What the probe's `limit` allows.
        limit: Bytes,
    },
    /// What a longer run said of a shorter one that looked like a leak.
    SecondRun {
        /// Whether it leaks there too.
        confirms: bool,
    },
}
