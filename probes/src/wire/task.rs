//! What a worker is to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::factory::Factory;
use super::hot_lines::HotLinesTask;
use super::retention::RetentionTask;
use crate::quantity::Nanos;

/// Raised with every incompatible change of these types.
pub const PROTOCOL: u32 = 4;

/// What one worker is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// [`PROTOCOL`] of the sender.
    pub protocol: u32,
    /// Drawn anew for each worker; frames that do not carry it were not written by the probe.
    pub nonce: u64,
    /// The worker is ended after this long; shortly before, the watcher says where it stands.
    pub deadline: Nanos,
    /// The work.
    pub task: Task,
    /// It is one of two that work at once: it waits for the other at the gate.
    pub at_once: bool,
    /// From where no module may come.
    pub checkout: Option<Checkout>,
    /// `sys.argv`; None where it is left as the interpreter sets it.
    pub argv: Option<Vec<String>>,
    /// Python sources that run before the work, none of which is measured.
    pub setup: Vec<String>,
}

/// The user's checkout, while another commit's files are measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checkout {
    /// Its top folder, without links in the path.
    pub top: PathBuf,
    /// Folders in it that are not the project's own: environments.
    pub except: Vec<PathBuf>,
}

/// The work of one worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// Import a module once and measure it.
    Import {
        /// Dotted name.
        module: String,
        /// Record every module that is imported on the way.
        trace: bool,
        /// Record the files that the import opens (slow: for the warm-up only).
        list_files: bool,
        /// Say what it does that another import could contend for (slow: for the warm-up only).
        list_sharing: bool,
    },
    /// Import a fixed set of the standard library's modules: the calibration for a stored measurement.
    Calibrate,
    /// Create objects and measure each creation.
    Create(CreateTask),
    /// Create and drop objects in rounds and measure what stays.
    Growth(GrowthTask),
    /// After a leak: find the lines that allocate what stays, and what holds it.
    Retention(RetentionTask),
    /// After a slow creation: find the lines that it spends its processor time in.
    HotLines(HotLinesTask),
}

/// Task of the creation probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateTask {
    /// How.
    pub factory: Factory,
    /// First creations to measure, each in a forked child, after one that warms up;
    /// with `fork` off exactly one, in this process.
    pub first: u32,
    /// After three first creations, and after one repeated run, no more of them begin once they took this much time.
    pub first_time: Nanos,
    /// Whether children may be forked.
    pub fork: bool,
    /// Processes that repeat the creation, each after a first one; with `fork` off this process does it once, or not at all.
    pub repeated_runs: u32,
    /// At most this many repeated creations in each.
    pub repeated: u32,
    /// Time for all repetitions of one process.
    pub repeated_time: Nanos,
    /// Deadline of each forked child.
    pub each: Nanos,
    /// A folder of the tool's own for the bytecode of modules that are first imported by a creation.
    pub bytecode: Option<String>,
    /// Say what the import and the creations do that another worker's could contend for (slow: for the warm-up only).
    pub list_sharing: bool,
}

/// Task of the growth probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GrowthTask {
    /// How.
    pub factory: Factory,
    /// Objects made in each round.
    pub objects: u32,
    /// So many times are objects made and released.
    pub rounds: u32,
    /// Objects made in the first round beside its own, and let go a round's number at a time: to fill what has a bound.
    pub prefill: u64,
    /// Time that all rounds may take; fewer objects are made in each where the factory is too slow for it.
    pub time: Option<Nanos>,
}
