//! What a worker says.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::allocator::Allocator;
use super::child_end::ChildEnd;
use super::creation::Creation;
use super::growth::{Round, TypeGrowth};
use super::hot_lines::HotLines;
use super::import::{Calibration, ImportSample, Trace};
use super::native::MemoryGrowth;
use super::raised::Raised;
use super::retention::Retention;
use super::sharing::Sharing;
use super::stall::Stall;
use super::unreadable::Unreadable;
use crate::quantity::{Monotonic, Nanos};

/// Exit status of a worker whose answering descriptor was closed or replaced by the target.
pub const CHANNEL_LOST: i32 = 81;

/// The signal on which a worker prints where each thread of Python stands, without the interpreter's lock, and goes on.
///
/// SIGSTKFLT: Linux never sends it, and nothing is known that does. SIGABRT would end the process, reach handlers of the
/// target, and be lost where the target ignores it.
pub const WHERE_SIGNAL: i32 = 16;

/// What a worker says. Anything that is missing did not happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// The interpreter is up and the probe has its request.
    Entered {
        /// `CLOCK_MONOTONIC` on entry.
        at: Monotonic,
    },
    /// This process works from now on: the worker, or a child that it forked for one piece of work.
    Working {
        /// Its number, as it sees it itself.
        process: u32,
    },
    /// The setup of the target has run.
    Prepared,
    /// The module was not loaded at the interpreter's start, and is now: the setup imported it. There is nothing to measure.
    LoadedBySetup,
    /// It waits for the other worker of its pair: before the stretch that is measured, and after it.
    AtGate,
    /// Both are there.
    GoesOn,
    /// What the import did that others may do as well, each kind once.
    Shared {
        /// What it was.
        what: Vec<Sharing>,
    },
    /// An import was measured.
    Import(Box<ImportSample>),
    /// The modules that the import consisted of, and where it stood still.
    Trace(Box<Trace>),
    /// The fixed set was imported.
    Calibrated(Calibration),
    /// The factory was imported and set up.
    Ready {
        /// Wall time of import and setup together.
        took: Nanos,
        /// Where the factory's module came from: its file, or a namespace's folder.
        origin: Option<String>,
    },
    /// A process with threads must not be forked: a fresh process is needed for each creation.
    ForkRefused {
        /// Names of the threads beside the main one; None where they could not be listed.
        threads: Option<Vec<String>>,
    },
    /// A first creation in its process.
    First(Creation),
    /// A first creation that only warmed the caches up, before those that count.
    WarmUp(Creation),
    /// A forked child ended without an answer.
    ChildLost {
        /// What became of it.
        how: ChildEnd,
    },
    /// Repeated creations in one process.
    Repeated {
        /// Each, in order, without the first.
        creations: Vec<Creation>,
        /// Whether the second creation gave the object of the first; None where there was no second.
        same_object: Option<bool>,
    },
    /// A round of the growth probe; round 0 is the state before the first.
    Round(Box<Round>),
    /// What the allocator keeps after the last round.
    Allocator(Allocator),
    /// Where memory grew over the counted rounds.
    MemoryGrown(MemoryGrowth),
    /// What grew over all the rounds, by type, largest first.
    Grown {
        /// Count by type, at most twenty.
        types: Vec<TypeGrowth>,
    },
    /// A round of the retention probe is over.
    Traced {
        /// From 1, the warm-up included.
        round: u32,
    },
    /// What stays, where it was allocated, and what holds it.
    Retained(Box<Retention>),
    /// The lines of one sampled creation, or of several in one process.
    HotLines(Box<HotLines>),
    /// The target raised.
    Raised(Raised),
    /// Something was made that does not count as a creation.
    NotMade {
        /// What came back.
        what: String,
    },
    /// The module was there before its import: the interpreter's own start had loaded it.
    AlreadyLoaded,
    /// The interpreter is asked where the thread stands. It answers when native code lets go of its lock.
    Asked,
    /// It has answered.
    Answered,
    /// The importing thread stands still, or the deadline is near: where it stands.
    Stalled(Stall),
    /// Something without which nothing is measured cannot be read here.
    NotReadable {
        /// The file of `/proc` or the counter that could not be read.
        what: Unreadable,
    },
    /// Modules came from the checkout, though another commit was to be measured.
    FromCheckout {
        /// Their files, without links in the path, as they were loaded.
        files: Vec<PathBuf>,
    },
    /// Nothing more will come.
    Done,
}
