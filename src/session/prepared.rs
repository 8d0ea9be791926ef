//! The commands of `[pr] prepare`, in a side's own files: each side gets an environment of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::error::SessionError;
use super::last_lines::last_lines;
use super::prepare_fault::{PrepareFault, Unprepared};
use crate::config::CommandLine;
use crate::git::{Commit, GitError};
use crate::process::{Interrupt, OF_GIT, Termination, Timeout, run};
use crate::untrusted::{is_secret_name, shell_line};

/// An installation from source may compile for a while.
const LONGEST: Duration = Duration::from_secs(1800);
/// Variables that lead installers to the user's own environment.
const ENVIRONMENTS: [&str; 5] =
    ["VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "UV_PROJECT_ENVIRONMENT", "CONDA_PREFIX", "PYTHONHOME"];
/// Tokens that write to the repository: an installation runs the change's own code.
pub const WRITING_TOKENS: [&str; 6] =
    ["GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "BITBUCKET_TOKEN", "ACTIONS_RUNTIME_TOKEN"];

/// Runs them in this folder, one after the other. `python` there is this one.
///
/// # Errors
/// Where one cannot be started, or does not end well: then with the commit.
pub fn prepare(
    commands: &[CommandLine],
    folder: &Path,
    python: &Path,
    commit: &Commit,
    interrupt: &Interrupt,
) -> Result<(), SessionError> {
    for words in commands {
        let mut command = words.command(folder, python);
        for name in ENVIRONMENTS.iter().chain(&WRITING_TOKENS).chain(&OF_GIT) {
            command.env_remove(name);
        }
        let shown = shown(&command);
        let failed = |fault, output| {
            let (commit, command) = (commit.clone(), shown.clone());
            SessionError::NotPrepared(Box::new(Unprepared { side: None, commit, command, fault, output }))
        };
        let ended = run(command, None, Timeout::of(LONGEST), interrupt)
            .map_err(|error| failed(PrepareFault::NotStarted(error.to_string()), Vec::new()))?;
        let fault = match ended.termination {
            Some(Termination::Interrupt) => return Err(GitError::Interrupted.into()),
            Some(Termination::Budget) => PrepareFault::Budget,
            Some(Termination::Idle) => PrepareFault::TooLong,
            None if ended.status.success() => continue,
            None => PrepareFault::Ended(ended.status.to_string()),
        };
        return Err(failed(fault, last_lines(&ended)));
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let masked = words.iter().map(|word| match word.split_once('=') {
        Some((name, _)) if is_secret_name(name.trim_start_matches('-')) => "***",
        _ => word.as_str(),
    });
    shell_line(masked)
}

/// The environment's folder or program that a side's own files have: what was named, where it is there, else `.venv`, else None. A
/// place outside of them is another environment's; what it names is then the `python` that makes this one.
pub fn own_python(named: Option<&Path>, folders: [&Path; 2]) -> Option<PathBuf> {
    let wanted = named.filter(|named| named.is_relative()).into_iter().chain([Path::new(".venv")]);
    let mut places = wanted.flat_map(|wanted| folders.map(|folder| folder.join(wanted)));
    places.find(|place| place.exists())
}
