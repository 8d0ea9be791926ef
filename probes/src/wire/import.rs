//! One import, and the modules that it consisted of.

use serde::{Deserialize, Serialize};

use super::memory::Memory;
use super::site::Site;
use super::span::Span;
use super::stall::Stall;
use crate::quantity::{Bytes, BytesDelta, Nanos};

/// What importing the fixed set took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calibration {
    /// All imports together.
    pub span: Span,
    /// Modules of the set that this interpreter has.
    pub modules: u32,
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
    /// A trace was asked for, and this Python's import system is another than the one that can be traced.
    #[serde(default, skip_serializing_if = "is_false")]
    pub untraced: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
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
    /// Garbage collections that began in its own code: they are in its times, and no work of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected: Option<Collected>,
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

/// Garbage collections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collected {
    /// How many.
    pub count: u32,
    /// How many of them looked at all objects.
    pub full: u32,
    /// Wall time,
    pub wall: Nanos,
    /// and processor time.
    pub cpu: Nanos,
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
