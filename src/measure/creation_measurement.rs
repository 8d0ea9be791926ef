//! What was measured of one factory: the first creations, each in a process of its own, and the repeated ones after them.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Creation, Factory, Stall};

use super::context::FailedRun;
use super::repeated::{RepeatedRun, typical_stalls};
use super::sampled_creation::SampledCreation;
use crate::plan::{LimitRule, Times};
use crate::quantity::Nanos;

/// What to measure.
#[derive(Clone, Debug)]
pub struct CreationOrder {
    /// How objects are made.
    pub factory: Factory,
    /// When to stop, by the first creations,
    pub rule: LimitRule,
    /// and by the repeated ones.
    pub repeat_rule: LimitRule,
}

impl CreationOrder {
    /// Against a limit for each; `samples` are the first creations that the user asked for.
    pub fn new(factory: Factory, limit: Nanos, repeat_limit: Nanos, samples: Option<usize>) -> Self {
        let rule = LimitRule { limit: limit.as_secs_f64(), fixed: samples };
        Self { factory, rule, repeat_rule: LimitRule { limit: repeat_limit.as_secs_f64(), fixed: None } }
    }
}

/// How each first creation got a process of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Isolation {
    /// Forked from a process that had imported the module.
    Forked,
    /// A fresh process each, import and all: threads forbid a fork.
    Fresh {
        /// The threads that the import left; None where they could not be listed.
        threads: Option<Vec<String>>,
    },
}

/// All creations of one factory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CreationMeasurement {
    /// `package.module:callable`.
    pub factory: String,
    /// Import and setup together, in the first worker.
    pub prepared_in: Option<Nanos>,
    /// Where the factory's module came from.
    pub origin: Option<String>,
    /// How the samples were kept apart.
    pub isolation: Isolation,
    /// A first creation that warmed the caches up and does not count.
    pub warm_up: Option<Creation>,
    /// First creations, each in its own process.
    #[serde(alias = "firsts")]
    pub first: Vec<Creation>,
    /// Where the fastest of them stood still.
    pub stalls: Vec<Stall>,
    /// Repeated creations in one process, after its first.
    #[serde(alias = "steady")]
    pub repeated: Vec<Creation>,
    /// All repeated creations: one observation a process.
    #[serde(default)]
    pub repeated_runs: Vec<RepeatedRun>,
    /// Where a typical one of the fastest run stood still.
    #[serde(default)]
    pub repeated_stalls: Vec<Stall>,
    /// Whether the second creation in a process gave the object of the first; None where that is not known.
    #[serde(default)]
    pub same_object: Option<bool>,
    /// The lines that they work in, looked for where they are slow by it.
    #[serde(default)]
    pub sampled: Vec<SampledCreation>,
    /// Workers or children that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Processes that the target left running; they were ended.
    pub left_behind: Vec<String>,
}

impl CreationMeasurement {
    /// Nothing yet.
    pub(super) fn of(factory: &Factory) -> Self {
        Self {
            factory: format!("{}:{}", factory.module, factory.callable),
            prepared_in: None,
            origin: None,
            isolation: Isolation::Forked,
            warm_up: None,
            first: Vec::new(),
            stalls: Vec::new(),
            repeated: Vec::new(),
            repeated_runs: Vec::new(),
            repeated_stalls: Vec::new(),
            same_object: None,
            sampled: Vec::new(),
            failures: Vec::new(),
            left_behind: Vec::new(),
        }
    }

    /// What the rule judges: first creations, in order.
    pub fn times(&self) -> Times {
        Times::of(self.first.iter().map(|creation| creation.span))
    }

    /// Wall times of the first creations in seconds.
    pub fn seconds(&self) -> Vec<f64> {
        self.first.iter().map(|creation| creation.span.wall.as_secs_f64()).collect()
    }

    /// What the rule judges of repeated creations: one observation a process, in order.
    pub fn repeated_times(&self) -> Times {
        Times::of(self.repeated_runs.iter().map(|run| run.span))
    }

    /// Wall times of the same in seconds.
    pub fn repeated_seconds(&self) -> Vec<f64> {
        self.repeated_runs.iter().map(|run| run.span.wall.as_secs_f64()).collect()
    }

    /// The run whose repeated creations took the least.
    pub fn fastest_run(&self) -> Option<&RepeatedRun> {
        self.repeated_runs.iter().min_by_key(|run| run.span.wall)
    }

    /// The first creation that took the least.
    pub fn fastest(&self) -> Option<&Creation> {
        self.first.iter().min_by_key(|creation| creation.span.wall)
    }

    /// Adds a first creation. Stalls of the fastest alone are kept: they are many, and much alike.
    pub(super) fn add(&mut self, mut creation: Creation) {
        let stalls = std::mem::take(&mut creation.stalls);
        if self.fastest().is_none_or(|fastest| creation.span.wall < fastest.span.wall) {
            self.stalls = stalls;
        }
        self.first.push(creation);
    }

    /// Those of a warm-up were made while the tool listened to them.
    pub(super) fn forget_creations(&mut self) {
        self.first.clear();
        self.stalls.clear();
        self.repeated.clear();
        self.repeated_runs.clear();
        self.repeated_stalls.clear();
    }

    /// Adds the repeated creations of one process. Those of the first process are kept one by one.
    pub(super) fn add_repeated(&mut self, mut creations: Vec<Creation>, same_object: Option<bool>) {
        let Some(run) = RepeatedRun::of(&creations) else { return };
        if self.fastest_run().is_none_or(|fastest| run.span.wall < fastest.span.wall) {
            self.repeated_stalls = typical_stalls(&creations);
        }
        self.repeated_runs.push(run);
        self.same_object = self.same_object.or(same_object);
        if self.repeated.is_empty() {
            creations.iter_mut().for_each(|creation| creation.stalls.clear());
            self.repeated = creations;
        }
    }
}
