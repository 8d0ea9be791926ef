//! What is asked of two locks.

use std::path::PathBuf;

use super::sides::LockSide;
use crate::quantity::Tolerance;

/// What is asked.
#[derive(Clone, Debug)]
pub struct AskedOfLocks {
    /// The old end and the new one.
    pub sides: [LockSide; 2],
    /// The lock file of revisions, where it is none that is looked for.
    pub lock_file: Option<PathBuf>,
    /// Folders with wheels; no index is asked then.
    pub find_links: Vec<PathBuf>,
    /// The interpreter that environments are made of.
    pub python: PathBuf,
    /// The tolerance of the command line.
    pub tolerance: Option<Tolerance>,
    /// Of the order and of the bootstrap.
    pub seed: u64,
}
