//! A growth probe's order, and all that its runs gave.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Allocator, Factory, MemoryGrowth, Retention, Round, SearchOf, TypeGrowth};

use super::context::FailedRun;
use super::growth_summary::{GrowthSummary, Shape};
use super::repeated_output::RepeatedOutput;
use crate::quantity::{Bytes, BytesDelta, Nanos};
use crate::worker::Failure;

/// What to measure.
#[derive(Clone, Debug)]
pub struct GrowthOrder {
    /// How objects are made.
    pub factory: Factory,
    /// Objects in each round.
    pub objects: u32,
    /// So many that were run.
    pub rounds: u32,
    /// A round may have fewer objects where the factory is slow.
    pub adapts: bool,
    /// What may stay, beyond which the cause is looked for without a leak, too.
    pub limit: Option<Bytes>,
}

/// How Python begins the message of an `OSError` of `EMFILE`.
const TOO_MANY_OPEN_FILES: &str = "[Errno 24]";

/// The rounds of one factory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GrowthMeasurement {
    /// `package.module:callable`.
    pub factory: String,
    /// Objects in each round.
    pub objects: u32,
    /// Import and setup together.
    pub prepared_in: Option<Nanos>,
    /// Where the factory's module came from.
    pub origin: Option<String>,
    /// The state after each round; the first is that before any.
    pub rounds: Vec<Round>,
    /// Types whose live objects became more after the warm-up, largest first.
    pub types: Vec<TypeGrowth>,
    /// What the rounds come to; None where there are too few.
    pub summary: Option<GrowthSummary>,
    /// The shorter run that looked like a leak, where a longer one followed.
    pub first_look: Option<GrowthSummary>,
    /// It looks like a leak, and there was no time for the longer run that would decide.
    pub unconfirmed: bool,
    /// Where what leaks was allocated, and what holds it; looked for after a leak alone.
    pub retention: Option<Retention>,
    /// Why that could not be looked for.
    pub retention_failure: Option<SearchFailure>,
    /// What became of the holders with a bound that grow, where they do.
    #[serde(default)]
    pub fill: Option<Fill>,
    /// What many more objects showed, where no such holder explains the leak.
    #[serde(default)]
    pub stretch: Option<Stretch>,
    /// What the allocator keeps after the last round.
    #[serde(default)]
    pub allocator: Option<Allocator>,
    /// Where memory grew over the counted rounds.
    #[serde(default)]
    pub memory_growth: Option<MemoryGrowth>,
    /// What the target prints with each object, where it does.
    #[serde(default)]
    pub repeated_output: Option<RepeatedOutput>,
    /// Workers that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Processes that the target left running; they were ended.
    pub left_behind: Vec<String>,
}

impl GrowthMeasurement {
    /// Of a factory, of which nothing is known yet.
    pub(super) fn of(factory: &str, objects: u32) -> Self {
        Self {
            factory: factory.into(),
            objects,
            prepared_in: None,
            origin: None,
            rounds: Vec::new(),
            types: Vec::new(),
            summary: None,
            first_look: None,
            unconfirmed: false,
            retention: None,
            retention_failure: None,
            fill: None,
            stretch: None,
            allocator: None,
            memory_growth: None,
            repeated_output: None,
            failures: Vec::new(),
            left_behind: Vec::new(),
        }
    }

    /// Whether it leaks, as far as that could be confirmed.
    pub fn leaks(&self) -> bool {
        let leak = self.summary.as_ref().is_some_and(|summary| summary.shape == Shape::Leak);
        leak && !self.unconfirmed && (self.failures.is_empty() || self.ran_out_of_descriptors())
    }

    /// Whether descriptors became more with each round until the system gave no more of them.
    pub fn ran_out_of_descriptors(&self) -> bool {
        let refused = self.failures.first().is_some_and(|failed| match &failed.failure {
            Failure::Raised(raised) => raised.message.starts_with(TOO_MANY_OPEN_FILES),
            _ => false,
        });
        let rising = self.summary.as_ref().and_then(GrowthSummary::rising_resource);
        refused && rising.is_some_and(|resource| resource.what.is_descriptor())
    }

    /// Whether every round made one and the same object.
    pub fn makes_one_object(&self) -> bool {
        let mut distinct = self.rounds.iter().filter_map(|round| round.distinct).peekable();
        self.objects > 1 && distinct.peek().is_some() && distinct.all(|count| count == 1)
    }

    /// What making one object takes, and cleaning up after it.
    pub(super) fn each_takes(&self) -> f64 {
        let took: u64 = self.rounds.iter().map(|round| round.making.unwrap_or(round.took).0).sum();
        took as f64 / self.rounds.last().map_or(1, |round| round.made).max(1) as f64
    }

    /// What stays in use, which is what is judged: without what Python's allocator keeps free.
    pub fn kept_in_use(&self) -> Option<BytesDelta> {
        let kept = self.summary.as_ref()?.kept?;
        let free = self.allocator.and_then(|allocator| allocator.kept_by_python);
        Some(BytesDelta(kept.0 - free.map_or(0, |free| free.0.clamp(0, kept.0.max(0)))))
    }

    /// What of it is over a limit that needs no leak: what stays, or what the objects of one round hold.
    pub(super) fn over(&self, limit: Bytes) -> Option<SearchOf> {
        let summary = self.summary.as_ref().filter(|_| self.failures.is_empty())?;
        let over = |growth: Option<BytesDelta>| growth.is_some_and(|growth| growth.0 > limit.0 as i64);
        if over(self.kept_in_use()) {
            Some(SearchOf::Kept)
        } else {
            over(summary.held).then_some(SearchOf::Held)
        }
    }
}

/// Why the cause of a leak could not be looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SearchFailure {
    /// The budget did not leave time for it.
    NoTimeLeft,
    /// The worker ended well, and said nothing.
    NoAnswer,
    /// Too few samples fell on what was to be found: it takes too little time.
    TooFewSamples {
        /// So many.
        samples: u64,
    },
    /// The worker failed.
    Failed {
        /// How.
        failure: Box<Failure>,
    },
    /// As version 1 of the documents wrote it.
    #[serde(untagged)]
    Legacy(String),
}

/// Many more objects, made before the rounds of one more run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stretch {
    /// How many.
    pub objects: u64,
    /// It grew with them as before; else it had risen at first, and stood.
    pub went_on: bool,
}

/// What became of the holders that were to be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FillOutcome {
    /// They were filled, and then nothing grew any more.
    Stood,
    /// They were filled, and it went on.
    WentOn,
    /// There was no time to fill them.
    NotFilled,
}

/// A run that goes on until the holders with a bound are full.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fill {
    /// Objects that fill them.
    pub objects: u64,
    /// What became of it.
    pub outcome: FillOutcome,
    /// All that grows does so in holders whose bound the interpreter or its library keeps.
    pub certain: bool,
    /// What stays when they are full, by what an object added so far; None where that is not known.
    pub kept_when_full: Option<BytesDelta>,
}
