//! One git command that writes: the user's git, with the user's hooks, configuration and credentials, and never ended by this program.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use super::command::not_started;
use super::error::GitError;
use super::refusal::refusal;
use crate::process::{OF_GIT, run_unattended};

/// A variable by which a git of the tool's own is known, when the tool itself is dead.
pub const WRITING: (&str, &str) = ("VITALS_ROLLBACK", "writing");

/// Runs it in `folder` with `input`, to its end whatever happens, and gives its whole output.
///
/// A password or passphrase is asked for by a helper or an agent, never in the terminal: git is in a group of its own, and would be stopped
/// there without end.
///
/// # Errors
/// Where git cannot be started, or says no.
pub fn write<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: &[S],
    variables: &[(&str, OsString)],
    input: &[u8],
) -> Result<Vec<u8>, GitError> {
    write_within(folder, arguments, variables, input, None)
}

/// The same, and no longer waited for than this: it goes on, and what comes of it is not known.
///
/// # Errors
/// As [`write`], or where it has not ended by then.
pub fn write_within<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: &[S],
    variables: &[(&str, OsString)],
    input: &[u8],
    longest: Option<std::time::Duration>,
) -> Result<Vec<u8>, GitError> {
    let mut command = Command::new("git");
    // What it writes is on the disk when it says so.
    command
        .args(["--no-pager", "-c", "core.fsync=all", "-c", "core.fsyncMethod=batch"])
        .args(arguments)
        .current_dir(folder)
        // Its words in English, in the user's character set.
        .env("LANGUAGE", "en")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("SSH_ASKPASS_REQUIRE", "force")
        .env(WRITING.0, WRITING.1);
    for name in OF_GIT {
        command.env_remove(name);
    }
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    let done = run_unattended(command, input, longest).map_err(|error| not_started(error, folder))?;
    if done.status.is_some_and(|status| status.success()) {
        return Ok(done.stdout);
    }
    let shown: Vec<_> = arguments.iter().map(|word| word.as_ref().to_string_lossy()).collect();
    let shown: Vec<&str> = shown.iter().map(|word| &**word).collect();
    if done.status.is_none() {
        let longest =
            crate::quantity::Nanos::from_millis(longest.map_or(0, |longest| longest.as_millis() as u64));
        return Err(GitError::Failed {
            arguments: shown.join(" "),
            repository: folder.to_owned(),
            said: format!("it has not ended within {longest}, and goes on"),
        });
    }
    Err(refusal(&shown, folder, &String::from_utf8_lossy(&done.stderr)))
}
