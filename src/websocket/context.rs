//! Where and how long a check runs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use crate::process::Interrupt;

/// Where and how long a check runs.
#[derive(Clone, Copy, Debug)]
pub struct WebsocketContext<'a> {
    /// Where a server is started.
    pub root: &'a Path,
    /// The target's interpreter, where a server is started by `python`.
    pub python: &'a Path,
    /// Variables for it, beside those of this process.
    pub environment: &'a BTreeMap<String, String>,
    /// When the check has to be over, beside its own deadlines.
    pub until: Option<Instant>,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
}
