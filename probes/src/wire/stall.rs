//! Where a thread stood still.

use serde::{Deserialize, Serialize};

use super::site::Site;
use crate::quantity::Nanos;

/// A stretch in which the watched thread made no progress.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stall {
    /// The innermost module being imported: an index into the trace.
    pub module: Option<u32>,
    /// Dotted; None where `module` is.
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
    /// Native code holds the interpreter's lock: it was asked, and did not answer. The frames are then those that Python's
    /// fault handler printed.
    #[serde(default)]
    pub holds_lock: bool,
}
