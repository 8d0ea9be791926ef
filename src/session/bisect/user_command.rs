//! A command of the user's in a commit's files, and what its exit code says.

use super::super::bisect_fault::BisectError;
use super::super::error::SessionError;
use super::question::{Answered, Failed, Place};
use super::signature::Signature;
use crate::config::CommandLine;
use crate::culprit::Trial;
use crate::git::GitError;
use crate::health::last_traceback;
use crate::process::{Ended, Ending, Termination, Timeout, run};
use crate::quantity::Nanos;
use crate::report::bisect::SkipKind;
use crate::verdict::{CommandReason, Location, Reason};
use crate::worker::LastOutput;

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
    let unknown = |kind, why: String| Ok(Answered::unknown(kind, why));
    match ended.termination {
        Some(Termination::Interrupt) => return Err(GitError::Interrupted.into()),
        Some(Termination::Budget) => return Ok(Answered::cut_short()),
        Some(Termination::Idle) => {
            return unknown(SkipKind::NotAnswered, "the command had not ended at its deadline".into());
        }
        None => {}
    }
    match ended.status.code() {
        Some(0) => Ok(Answered::of(Trial::Good)),
        Some(125) => unknown(SkipKind::Asked, "the command skipped it (125)".into()),
        Some(code @ (126 | 127)) => Err(BisectError::Aborted { code }.into()),
        Some(code) if code < 125 => {
            Ok(Answered { failure: Some(failed(place, &ended)), ..Answered::of(Trial::Bad) })
        }
        _ => {
            let ending = Ending::from(ended.status);
            unknown(SkipKind::NotAnswered, format!("the command ended with {ending}"))
        }
    }
}

/// What it raised, where it is a program of Python's: its exit code alone decides.
fn failed(place: &Place<'_>, ended: &Ended) -> Failed {
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    let raised = last_traceback(&output.stderr).or_else(|| last_traceback(&output.stdout));
    let Some((exception, location)) = raised else {
        return Failed { signature: Signature::new(), reasons: Vec::new(), places: Vec::new() };
    };
    let own: Option<Location> = location.as_ref().and_then(|location| place.own(location));
    let places = own.clone().into_iter().collect();
    let reason = CommandReason::Raised { exception, location: own.or(location) };
    Failed { signature: Signature::new(), reasons: vec![Reason::from(reason)], places }
}
