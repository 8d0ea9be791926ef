//! Every message between the tool and the probes, in one file.
//!
//! A worker is given one [`Request`] and answers with [`Message`]s, each in a [`crate::frame`].
//! Both ends are built from one source, so the version only guards against a mixed installation.

mod factory;
mod retention;
mod site;

use serde::{Deserialize, Serialize};

use crate::quantity::{Bytes, BytesDelta, Monotonic, Nanos};

pub use factory::Factory;
pub use retention::{AllocationSite, HeldBy, HolderSearch, Retention, RetentionTask};
pub use site::{Site, is_standard_library};

/// Raised with every incompatible change of this file.
pub const PROTOCOL: u32 = 1;

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
    },
    /// Import a fixed set of the standard library's modules: the calibration for a stored measurement.
    Calibrate,
    /// Create objects and measure each creation.
    Create(CreateTask),
    /// Create and drop objects in rounds and measure what stays.
    Growth(GrowthTask),
    /// After a leak: find the lines that allocate what stays, and what holds it.
    Retention(RetentionTask),
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
    /// After three, no more first creations begin once this much time has passed.
    pub first_time: Nanos,
    /// Whether children may be forked.
    pub fork: bool,
    /// At most this many repetitions in one process for the repeated creations; 0 for none.
    pub repeated: u32,
    /// Time for all repeated repetitions together.
    pub repeated_time: Nanos,
    /// Deadline of each forked child.
    pub each: Nanos,
    /// A folder of the tool's own for the bytecode of modules that are first imported by a creation.
    pub bytecode: Option<String>,
}

/// Task of the growth probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GrowthTask {
    /// How.
    pub factory: Factory,
    /// Objects made in each round.
    pub objects: u32,
    /// Rounds.
    pub rounds: u32,
}

/// Exit status of a worker whose answering descriptor was closed or replaced by the target.
pub const CHANNEL_LOST: i32 = 81;

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
        how: String,
    },
    /// Repeated creations in one process.
    Repeated {
        /// Each, in order, without the first.
        creations: Vec<Creation>,
    },
    /// A round of the growth probe; round 0 is the state before the first.
    Round(Round),
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
    /// The target raised.
    Raised(Raised),
    /// Something was made that does not count as a creation.
    NotMade {
        /// What came back.
        what: String,
    },
    /// The module was there before its import: the interpreter's own start had loaded it.
    AlreadyLoaded,
    /// The importing thread stands still, or the deadline is near: where it stands.
    Stalled(Stall),
    /// Something without which nothing is measured cannot be read here.
    NotReadable {
        /// What it is.
        what: Unreadable,
    },
    /// Nothing more will come.
    Done,
}

/// What a kernel may not show, or not to this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// The processor clock of a thread.
    ProcessorTime,
    /// How long a thread waits for a processor (`schedstat`).
    RunDelay,
    /// The memory of the process, of any kind.
    Memory,
    /// The memory that this process alone uses (`smaps_rollup`, `smaps`).
    UniqueMemory,
    /// The largest resident size of an import (`VmHWM`, `clear_refs`).
    PeakMemory,
    /// Page faults and switches (getrusage(2)).
    PageFaults,
    /// Bytes that were read (`io`).
    BytesRead,
    /// Threads of the process (`task`).
    Threads,
    /// Its open descriptors (`fd`).
    Descriptors,
    /// Its children (`children`).
    Children,
}

/// Wall and processor time of one stretch of work in one thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// `CLOCK_MONOTONIC`.
    pub wall: Nanos,
    /// `CLOCK_THREAD_CPUTIME_ID`.
    pub cpu: Nanos,
    /// Time that the thread was ready but had no processor (`schedstat`): the machine's doing. None where it was not read.
    #[serde(default)]
    pub run_delay: Option<Nanos>,
    /// Time that the thread neither ran nor was ready, and had not given the processor up: the hypervisor or an interrupt
    /// had it. None where that is not known.
    #[serde(default)]
    pub stolen: Option<Nanos>,
}

impl Span {
    /// The machine's doing: the program would have run, and had no processor. As far as it is known.
    pub fn starved(self) -> Nanos {
        [self.run_delay, self.stolen].into_iter().flatten().sum()
    }

    /// The program's own waiting: for a lock, a disk, the network, or asleep. Where the wait for a processor was not read, it
    /// is in here: a program's time may then be judged too long, and never too short.
    pub fn blocked(self) -> Nanos {
        self.wall.saturating_sub(self.cpu).saturating_sub(self.starved())
    }

    /// The wall time without that in which the machine gave no processor.
    pub fn active(self) -> Nanos {
        self.cpu + self.blocked()
    }
}

/// What importing the fixed set took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calibration {
    /// All imports together.
    pub span: Span,
    /// Modules of the set that this interpreter has.
    pub modules: u32,
}

/// Memory of a process, from `/proc/self/smaps_rollup`, or `smaps`, or `statm`, which has the resident size alone. What
/// was not read is None.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Memory {
    /// Resident.
    pub rss: Option<Bytes>,
    /// Resident, shared pages divided among their users.
    pub pss: Option<Bytes>,
    /// Resident in this process alone.
    pub uss: Option<Bytes>,
    /// The part of `uss` that this process wrote. The rest, pages of files, becomes shared as soon as another
    /// process maps the same files.
    pub dirty: Option<Bytes>,
}

impl Memory {
    /// What it came to from `before` on, as far as both are known.
    fn since(self, before: Self, of: fn(Self) -> Option<Bytes>) -> Option<BytesDelta> {
        Some(of(self)?.delta(of(before)?))
    }
}

/// One measured import. What was not read is None.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportSample {
    /// The import statement alone, without the interpreter's start.
    pub span: Span,
    /// Before the import.
    pub before: Memory,
    /// After the import.
    pub after: Memory,
    /// Largest resident size in between (`VmHWM`, reset before).
    pub peak_rss: Option<Bytes>,
    /// Page faults without input.
    pub minor_faults: Option<u64>,
    /// Page faults that waited for a disk.
    pub major_faults: Option<u64>,
    /// Bytes that went through `read` and its like.
    pub bytes_read: Option<Bytes>,
    /// Bytes that came from a disk.
    pub disk_read: Option<Bytes>,
    /// Times the kernel took the processor away.
    pub involuntary_switches: Option<u64>,
    /// Entries that `sys.modules` gained.
    pub modules: u32,
    /// Threads that the import left running, by name.
    pub threads_left: Option<Vec<String>>,
    /// Descriptors that the import left open, by what they are.
    pub descriptors_left: Option<Vec<String>>,
    /// Processes that the import left running, by name.
    pub children_left: Option<Vec<String>>,
    /// Files that the import opened, where asked for.
    pub files: Vec<String>,
    /// Where the module came from: its file, or a namespace's folder.
    pub origin: Option<String>,
}

impl ImportSample {
    /// What it added to the resident size.
    pub fn added_rss(&self) -> Option<BytesDelta> {
        self.after.since(self.before, |memory| memory.rss)
    }

    /// What it added to the size that is this process's own.
    pub fn added_uss(&self) -> Option<BytesDelta> {
        self.after.since(self.before, |memory| memory.uss)
    }

    /// The most that it added to the resident size in between.
    pub fn added_peak(&self) -> Option<BytesDelta> {
        Some(self.peak_rss?.delta(self.before.rss?))
    }
}

/// The modules of one import, in the order in which they began, and where it stood still.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// Every import that was not cached.
    pub modules: Vec<ModuleRecord>,
    /// Every stretch of 20 ms and more without progress.
    pub stalls: Vec<Stall>,
}

/// One module's import, the modules that it imports included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModuleRecord {
    /// Dotted name.
    pub name: String,
    /// The import in whose course this one began: an index into the trace.
    pub parent: Option<u32>,
    /// The statement that asked for it.
    pub importer: Option<Site>,
    /// Start, since the start of the import.
    pub start: Nanos,
    /// Wall and processor time.
    pub span: Span,
    /// Change of the resident size; None where it was not read.
    pub rss: Option<BytesDelta>,
    /// Page faults of both kinds; None where they were not read.
    pub faults: Option<u64>,
    /// The source, or the library.
    pub origin: Option<String>,
    /// The bytecode file that belongs to the source.
    pub cached: Option<String>,
    /// Whether the source had to be compiled.
    pub bytecode: Bytecode,
    /// The import raised.
    pub failed: bool,
    /// Not the importing thread, but another one.
    pub other_thread: bool,
}

/// Where a module's code came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bytecode {
    /// From a bytecode file.
    Cached,
    /// Compiled from source, in this sample.
    Compiled,
    /// Has none: an extension, a built-in or frozen module, a namespace.
    #[default]
    None,
}

/// A stretch in which the watched thread made no progress.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stall {
    /// The innermost module being imported: an index into the trace.
    pub module: Option<u32>,
    /// Its name.
    pub module_name: Option<String>,
    /// Start, since the start of the import or of the creation.
    pub start: Nanos,
    /// How long it lasted, or has lasted so far.
    pub lasted: Nanos,
    /// Python frames, innermost first; empty where the interpreter could not be asked.
    pub stack: Vec<Site>,
    /// The kernel function that the thread waits in.
    pub kernel_wait: Option<String>,
    /// The system call that it waits in, by number.
    pub syscall: Option<i64>,
}

/// One creation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Creation {
    /// The call, and the await where there is one.
    pub span: Span,
    /// Change of the resident size; None where it was not read.
    pub rss: Option<BytesDelta>,
    /// `module.name` of the object's type.
    pub type_name: String,
    /// Whether the factory's answer was awaited.
    pub awaited: bool,
    /// Every stretch of 20 ms and more without progress; watched for first creations only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stalls: Vec<Stall>,
}

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

/// An exception that came out of the target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Raised {
    /// What was being done.
    pub during: Stage,
    /// `module.name` of its type; built-in ones without a module.
    pub type_name: String,
    /// Its text.
    pub message: String,
    /// As Python prints it.
    pub traceback: String,
    /// The innermost frame outside the import machinery.
    pub site: Option<Site>,
}

/// The steps of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The import of the module.
    #[default]
    Import,
    /// Decision the factory in its module.
    Lookup,
    /// The configured setup.
    Setup,
    /// The arguments' expressions.
    Arguments,
    /// The call of the factory and its await.
    Create,
    /// The configured cleanup.
    Cleanup,
    /// The tool's own part.
    Probe,
}
