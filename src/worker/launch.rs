//! What the parent gives the child on its command line, before any interpreter runs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::{Conditions, Limits};

/// The hidden command.
pub const COMMAND: &str = "__worker";

/// Descriptors that a worker inherits.
pub mod descriptor {
    /// The request, to read.
    pub const REQUEST: i32 = 3;
    /// The result channel, to write.
    pub const RESULT: i32 = 4;
    /// The probe library.
    pub const LIBRARY: i32 = 5;
    /// A file in memory for the places where threads stand, to write.
    pub const PLACES: i32 = 6;
    /// The gate at which one of two workers waits for the other, to read; of a worker by itself a file without an end.
    pub const GATE: i32 = 7;
    /// The highest.
    pub const LAST: i32 = GATE;
}

/// How a worker begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Launch {
    /// The program that the interpreter shall take itself for.
    pub executable: PathBuf,
    /// The shared library to open; where there is none, `executable` is run instead.
    pub libpython: Option<PathBuf>,
    /// Limits on the worker.
    pub limits: Limits,
    /// What is held still.
    pub conditions: Conditions,
    /// The parent's process number: a worker whose parent is gone must not start.
    pub parent: u32,
}
