//! Which commit this process has found to be at fault.

use std::sync::Mutex;

use crate::git::Commit;

/// Of the whole process, as the runs are.
static FOUND: Mutex<Vec<(Commit, String)>> = Mutex::new(Vec::new());

/// A commit was found, by this.
pub fn found(commit: &Commit, why: &str) {
    let mut known = FOUND.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    known.push((commit.clone(), why.to_owned()));
}

/// All of them, in order.
pub(super) fn all() -> Vec<(Commit, String)> {
    FOUND.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
}
