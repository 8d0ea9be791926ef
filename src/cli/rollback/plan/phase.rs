//! `phase:NAME`: where a phase began.

use super::planning::Planning;
use crate::cli::error::CliError;
use crate::git::{Commit, GitError};
use crate::session::SessionError;

/// Refs of phases.
pub const PHASES: &str = "refs/vitals/phase/";

/// The commit at which it began; None where it did not.
pub fn phase_start(planning: &Planning<'_>, name: &str) -> Result<Option<Commit>, CliError> {
    let Ok(named) = crate::config::revision(&format!("{PHASES}{name}/start")) else { return Ok(None) };
    match planning.repository.resolve(&named, planning.run.interrupt) {
        Ok(commit) => Ok(Some(commit)),
        Err(GitError::UnknownRevision { .. }) => Ok(None),
        Err(error) => Err(SessionError::from(error).into()),
    }
}

/// Where phases began, by their names.
pub fn phase_starts(planning: &Planning<'_>) -> Result<Vec<(String, Commit)>, CliError> {
    let interrupt = planning.run.interrupt;
    let refs = planning.repository.refs_below(PHASES, interrupt).map_err(SessionError::from)?;
    let mut starts = Vec::new();
    for (name, _) in refs {
        let name = name.strip_prefix(PHASES).and_then(|name| name.strip_suffix("/start"));
        let Some(name) = name else { continue };
        starts.extend(phase_start(planning, name)?.map(|commit| (name.to_owned(), commit)));
    }
    Ok(starts)
}
