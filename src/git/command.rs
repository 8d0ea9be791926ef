//! One git command: no shell, no hooks, no pager, no optional locks, and no repository but the folder's own.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::error::GitError;
use super::refusal::refusal;
use crate::process::{self, Interrupt, OF_GIT, Tail, Timeout};

/// A checkout of a large repository takes its time.
const DEADLINE: Duration = Duration::from_secs(600);

/// Runs it in `folder` and gives its output.
pub fn git(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &Path)],
    interrupt: &Interrupt,
) -> Result<Tail, GitError> {
    let mut command = command(folder, arguments);
    command.envs(variables.iter().copied());
    let ended = process::run(command, None, Timeout::of(DEADLINE), interrupt);
    Ok(succeeded(ended, folder, arguments)?.stdout)
}

/// Runs it in `folder` and gives what it says on its error output, where it succeeds.
pub fn git_with_words(folder: &Path, arguments: &[&str], interrupt: &Interrupt) -> Result<String, GitError> {
    let ended = process::run(command(folder, arguments), None, Timeout::of(DEADLINE), interrupt);
    Ok(succeeded(ended, folder, arguments)?.stderr.text())
}

/// Runs it in `folder` with `input` on its standard input, and gives its whole output.
pub fn git_whole(
    folder: &Path,
    arguments: &[&str],
    input: &[u8],
    interrupt: &Interrupt,
) -> Result<Vec<u8>, GitError> {
    whole(command(folder, arguments), input, folder, arguments, interrupt)
}

/// The same with these variables.
pub fn git_whole_with(
    folder: &Path,
    arguments: &[&str],
    input: &[u8],
    variables: &[(&str, &Path)],
    interrupt: &Interrupt,
) -> Result<Vec<u8>, GitError> {
    let mut command = command(folder, arguments);
    command.envs(variables.iter().copied());
    whole(command, input, folder, arguments, interrupt)
}

/// The output and the exit code, where both say something.
pub fn git_answering(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &Path)],
    interrupt: &Interrupt,
) -> Result<(Option<i32>, String), GitError> {
    let mut command = command(folder, arguments);
    command.envs(variables.iter().copied());
    let ended = process::run(command, None, Timeout::of(DEADLINE), interrupt)
        .map_err(|error| not_started(error, folder))?;
    match ended.status.code() {
        Some(code @ (0 | 1)) if ended.termination.is_none() => Ok((Some(code), ended.stdout.text())),
        _ => succeeded(Ok(ended), folder, arguments).map(|ended| (ended.status.code(), ended.stdout.text())),
    }
}

fn whole(
    command: Command,
    input: &[u8],
    folder: &Path,
    arguments: &[&str],
    interrupt: &Interrupt,
) -> Result<Vec<u8>, GitError> {
    let mut output = Vec::new();
    let mut sink = |bytes: &[u8]| {
        output.extend_from_slice(bytes);
        true
    };
    let ended = file_of(input)
        .and_then(|input| process::run_through(command, input, &mut sink, Timeout::of(DEADLINE), interrupt));
    succeeded(ended, folder, arguments)?;
    Ok(output)
}

/// The same of what lies here: objects that a partial clone lacks are missing, and not fetched.
pub fn git_offline(folder: &Path, arguments: &[&str], interrupt: &Interrupt) -> Result<Vec<u8>, GitError> {
    let mut command = command(folder, arguments);
    command.env("GIT_NO_LAZY_FETCH", "1");
    whole(command, b"", folder, arguments, interrupt)
}

/// Runs a command that asks another machine, which has so long to answer.
pub fn git_asking(
    folder: &Path,
    arguments: &[&str],
    longest: Duration,
    interrupt: &Interrupt,
) -> Result<Vec<u8>, GitError> {
    let mut output = Vec::new();
    let mut sink = |bytes: &[u8]| {
        output.extend_from_slice(bytes);
        true
    };
    let mut command = command(folder, arguments);
    command.env("SSH_ASKPASS_REQUIRE", "force");
    let ended = file_of(b"")
        .and_then(|input| process::run_through(command, input, &mut sink, Timeout::of(longest), interrupt));
    if ended.as_ref().is_ok_and(|ended| ended.termination == Some(process::Termination::Idle)) {
        return Err(GitError::Failed {
            arguments: arguments.join(" "),
            repository: folder.to_owned(),
            said: format!("no answer within {}", crate::quantity::Nanos(longest.as_nanos() as u64)),
        });
    }
    succeeded(ended, folder, arguments)?;
    Ok(output)
}

/// A file without a name: a pipe would have to be fed while the answer is read.
fn file_of(input: &[u8]) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(input)?;
    file.rewind()?;
    Ok(file)
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args([
            "--no-pager",
            "--no-optional-locks",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0");
    for name in OF_GIT {
        command.env_remove(name);
    }
    command
}

fn succeeded(
    ended: std::io::Result<process::Ended>,
    folder: &Path,
    arguments: &[&str],
) -> Result<process::Ended, GitError> {
    let ended = ended.map_err(|error| not_started(error, folder))?;
    if ended.termination == Some(process::Termination::Interrupt) {
        return Err(GitError::Interrupted);
    }
    if ended.termination == Some(process::Termination::Budget) {
        return Err(GitError::OutOfBudget { arguments: arguments.join(" "), after: ended.wall });
    }
    if ended.status.success() {
        return Ok(ended);
    }
    if ended.termination.is_some() {
        return Err(GitError::Failed {
            arguments: arguments.join(" "),
            repository: folder.to_owned(),
            said: "it did not end within ten minutes".to_owned(),
        });
    }
    Err(refusal(arguments, folder, &ended.stderr.text()))
}

/// A folder that is not there is reported by the system as a program that is not.
pub(super) fn not_started(error: std::io::Error, folder: &Path) -> GitError {
    if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() {
        return GitError::NotInstalled;
    }
    GitError::NotStarted { error: error.into() }
}
