//! Reasons and evidence of an import.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Site;

use crate::config::Cache;
use crate::measure::Bytecode;
use crate::quantity::{Bytes, BytesDelta, Nanos};

/// What one module took without those that it imports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ModuleTime {
    /// Dotted name.
    pub name: String,
    /// Wall time of its own.
    pub wall: Nanos,
    /// CPU time of its own.
    pub cpu: Nanos,
    /// The statement that imports it.
    pub importer: Option<Site>,
}

/// What a module took with all that it imports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BranchTime {
    /// Dotted name of the module.
    pub name: String,
    /// Wall time of all of it.
    pub wall: Nanos,
    /// Modules in it, itself included.
    pub modules: usize,
    /// The statement that imports it.
    pub importer: Option<Site>,
}

/// What an import takes, adds and rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImportReason {
    /// The modules that take most of the time themselves, the largest first.
    OwnTime {
        /// At most three.
        modules: Vec<ModuleTime>,
    },
    /// The time is spread over many modules: the branches that take most of it, the costliest first.
    Branches {
        /// At most five, none of which is part of another.
        branches: Vec<BranchTime>,
    },
    /// How it was measured.
    Samples {
        /// Imports that count, each in a fresh process.
        samples: usize,
        /// Imports before them, which filled the caches.
        warm_ups: usize,
        /// What was cached.
        cache: Cache,
        /// Where bytecode came from.
        bytecode: Bytecode,
        /// Files that were dropped from the page cache before each sample.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files_evicted: Option<usize>,
        /// Read from a disk by each sample.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        disk_read: Option<Bytes>,
    },
    /// How much it loads.
    Loaded {
        /// Entries that `sys.modules` gained.
        modules: u32,
        /// Bytes that went through `read` and its like.
        bytes_read: Option<Bytes>,
    },
    /// What it adds to the process.
    Memory {
        /// To the resident size.
        added: Option<BytesDelta>,
        /// The resident size after it.
        resident: Option<Bytes>,
        /// To the size that is this process's own.
        unique: Option<BytesDelta>,
        /// The most that was added in between.
        peak: Option<BytesDelta>,
    },
    /// The machine kept it waiting for a processor for much of the time.
    BusyMachine {
        /// Part of the wall time in which it was ready and had no processor: 0.25 is a quarter.
        part: f64,
    },
}
