//! What a kernel or a sandbox may not show.

use serde::{Deserialize, Serialize};

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
    /// Child processes (`/proc/self/task/*/children`).
    Children,
    /// The modules of an import, one by one: the interpreter's import system is not the one that can be traced.
    Modules,
}
