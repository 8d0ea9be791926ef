//! Commits at which checks were seen green, from the history: what leads from a failing check to a rollback.

use std::time::Duration;

use super::project::Project;
use crate::store::history::{Found, History, HistoryError, look};

/// How long another process's lock on the history is waited for.
const LOCK_WAIT: Duration = Duration::from_millis(1_000);

/// The newest of each of these checks, with the check's name; none where there is no history, or it cannot be read.
pub fn known_greens(project: &Project, checks: &[&str]) -> Vec<(String, String)> {
    let read = || -> Result<Vec<(String, String)>, HistoryError> {
        let path = project.history();
        match look(&path)? {
            Found::Nothing => Ok(Vec::new()),
            Found::Version(_) => History::open_existing_within(&path, LOCK_WAIT)?.green_commits(checks),
        }
    };
    read().unwrap_or_default()
}
