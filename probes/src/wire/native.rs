//! Memory that no Python object accounts for: in which mappings it lies, and which lines have it given out.

use serde::{Deserialize, Serialize};

use super::site::Site;
use crate::quantity::BytesDelta;

/// A part of a process's memory, by what `/proc/…/smaps` calls it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mapping {
    /// `[heap]`: what the C library's allocator takes by `brk`.
    Heap,
    /// `[stack]`, of the main thread.
    Stack,
    /// Without a name: large blocks, arenas of other threads, of Python and of other allocators, stacks of threads.
    Anonymous,
    /// With a name that its owner gave it, like `[anon:arena]`, or `[vdso]`.
    Named(String),
    /// Of a file, a library's data among them, or of shared memory.
    File(String),
}

/// A part that grew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MappingGrowth {
    /// Which.
    pub mapping: Mapping,
    /// What the process has written there since.
    pub bytes: BytesDelta,
}

/// What became of the memory of a process from the first counted round to the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemoryGrowth {
    /// Rounds in between.
    pub rounds: u32,
    /// Parts that grew, largest first, at most five; None where they are not shown.
    pub mappings: Option<Vec<MappingGrowth>>,
    /// What the allocator has given out more than it got back; None where it does not count that.
    pub given_out: Option<BytesDelta>,
}

/// A line during which the allocator gave memory out that it did not get back in the same line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NativeSite {
    /// The line.
    pub site: Site,
    /// Over all rounds of the search.
    pub bytes: BytesDelta,
    /// Whether all of it stays; else other lines, or the objects' end, give some of it back.
    pub stays: bool,
    /// Native functions that are called there, each with its library where that is known; at most four.
    pub calls: Vec<String>,
}

impl NativeSite {
    /// Whether it was given as much as stays of all, within a tenth: then it is most likely what stays.
    pub fn matches(&self, grown: BytesDelta) -> bool {
        (self.bytes.0 - grown.0).abs() * 10 <= grown.0
    }
}

/// The search for lines that have native memory given out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NativeSearch {
    /// Rounds of it.
    pub rounds: u32,
    /// What the allocator had given out more at their end than at their start.
    pub grown: BytesDelta,
    /// Lines, the most likely first, at most three.
    pub sites: Vec<NativeSite>,
}
