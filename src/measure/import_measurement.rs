//! The samples of one import, as data.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ImportSample, Trace};

use super::bytecode::OwnBytecode;
use super::context::FailedRun;
use crate::config::Cache;
use crate::plan::Times;
use crate::process::ResourceUse;
use crate::quantity::Nanos;

/// What to measure.
#[derive(Clone, Debug)]
pub struct ImportOrder {
    /// Dotted name.
    pub module: String,
    /// What is cached.
    pub cache: Cache,
    /// Whether each sample is traced.
    pub trace: bool,
    /// Where bytecode is prepared even where the target has its own.
    pub own_bytecode: Option<OwnBytecode>,
}

/// One measured import.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportRun {
    /// What the probe measured.
    #[serde(flatten)]
    pub sample: ImportSample,
    /// From the spawn to the probe's entry: the interpreter's start, which is not part of the import.
    pub start_up: Option<Nanos>,
    /// The whole process, as the kernel counted it.
    pub process: ResourceUse,
    /// Processes that the import left running; they were ended.
    pub left_behind: Vec<String>,
}

/// Where bytecode came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bytecode {
    /// From the target's own `__pycache__`, complete.
    Own,
    /// Some was missing: all was compiled once into a temporary folder, and read from there.
    Prepared,
    /// Compiled in every sample, as asked for.
    Never,
}

/// All samples of one module.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportMeasurement {
    /// Dotted name.
    pub module: String,
    /// What was cached.
    pub cache: Cache,
    /// Where bytecode came from.
    pub bytecode: Bytecode,
    /// Imports that prepared the caches and do not count.
    pub warm_ups: Vec<ImportRun>,
    /// Imports that count.
    pub samples: Vec<ImportRun>,
    /// Modules and stalls of the fastest sample: the one least disturbed.
    pub trace: Option<Trace>,
    /// The same of every sample, in order, where they are traced.
    #[serde(skip)]
    pub traces: Vec<Trace>,
    /// Samples that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Files that were dropped from the page cache before each sample.
    pub files_evicted: Option<usize>,
}

impl ImportMeasurement {
    /// What the rule judges, in order.
    pub fn times(&self) -> Times {
        Times::of(self.samples.iter().map(|run| run.sample.span))
    }

    /// All imports that answered, those that do not count before the others.
    pub fn runs(&self) -> impl Iterator<Item = &ImportRun> {
        self.warm_ups.iter().chain(&self.samples)
    }

    /// Wall times in seconds, in order.
    pub fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|run| run.sample.span.wall.as_secs_f64()).collect()
    }
}
