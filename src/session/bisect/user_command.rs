//! A command of the user's in a commit's files, and what its exit code says.

use super::super::bisect_fault::BisectError;
use super::super::error::SessionError;
use super::question::{Answered, Place};
use crate::config::CommandLine;
use crate::culprit::Trial;
use crate::git::GitError;
use crate::process::{Termination, Timeout, run};
use crate::quantity::Nanos;

/// The longest that it may take, where nothing is said.
const USUAL: Nanos = Nanos::from_millis(600_000);

/// Runs it: 0 is good, 1 to 124 bad, 125 skips; what a signal or its deadline ended says nothing.
///
/// # Errors
/// At 126 and 127, where it cannot be started, and at Ctrl-C.
pub fn answer(place: &Place<'_>, words: &CommandLine) -> Result<Answered, SessionError> {
    let side = place.side;
    let mut command = words.command(&side.root, &side.fingerprint.python.executable);
    command.envs(&place.environment);
    let timeout = Timeout::of(place.run.conduct.timeout.unwrap_or(USUAL).to_duration());
    let ended = run(command, None, timeout, place.run.interrupt).map_err(|error| {
        BisectError::NotStarted { command: words.program().to_owned(), error: error.into() }
    })?;
    match ended.termination {
        Some(Termination::Interrupt) => return Err(GitError::Interrupted.into()),
        Some(Termination::Budget) => return Ok(Answered::cut_short()),
        Some(Termination::Idle) => return Ok(Answered::unknown("the command had not ended at its deadline")),
        None => {}
    }
    match ended.status.code() {
        Some(0) => Ok(Answered::of(Trial::Good)),
        Some(125) => Ok(Answered::unknown("the command skipped it")),
        Some(code @ (126 | 127)) => Err(BisectError::Aborted { code }.into()),
        Some(code) if code < 125 => Ok(Answered::of(Trial::Bad)),
        _ => Ok(Answered::unknown(&format!("the command ended with {}", ended.status))),
    }
}
