//! Which runs this process has recorded in the history.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::store::history::RunId;

/// Of the whole process: where a run is recorded nobody has to know of incidents.
static RECORDED: Mutex<Vec<(PathBuf, RunId)>> = Mutex::new(Vec::new());

/// A run was recorded in this database.
pub fn recorded(history: &Path, run: RunId) {
    let mut known = RECORDED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    known.push((history.to_owned(), run));
}

/// All of them, in order.
pub(super) fn all() -> Vec<(PathBuf, RunId)> {
    RECORDED.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
}
