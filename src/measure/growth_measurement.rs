//! The rounds of one factory, as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Factory, Retention, Round, TypeGrowth};

use super::context::FailedRun;
use super::growth_summary::{GrowthSummary, Shape};
use crate::quantity::Nanos;
use crate::worker::Failure;

/// What to measure.
#[derive(Clone, Debug)]
pub struct GrowthOrder {
    /// How objects are made.
    pub factory: Factory,
    /// Objects in each round.
    pub objects: u32,
    /// Rounds.
    pub rounds: u32,
}

/// The rounds of one factory.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
    /// Workers that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Processes that the target left running; they were ended.
    pub left_behind: Vec<String>,
}

impl GrowthMeasurement {
    /// Whether it leaks, as far as that could be confirmed.
    pub fn leaks(&self) -> bool {
        let leak = self.summary.as_ref().is_some_and(|summary| summary.shape == Shape::Leak);
        leak && !self.unconfirmed && self.failures.is_empty()
    }
}

/// Why the cause of a leak could not be looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SearchFailure {
    /// The budget did not leave time for it.
    NoTimeLeft,
    /// The worker ended well, and said nothing.
    NoAnswer,
    /// The worker failed.
    Failed {
        /// How.
        failure: Box<Failure>,
    },
    /// As version 1 of the documents wrote it.
    #[serde(untagged)]
    Legacy(String),
}
