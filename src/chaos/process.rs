//! An activity that is a program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::fs::{Access, access};
use serde_json::{Map, Value, json};

use super::substitution::{filled, written};
use crate::process::{self, Interrupt, Termination, Timeout};

/// So much of each stream is kept, from its end.
const KEPT: usize = 1 << 20;

/// Where a program is: a path, or the first of its name on `PATH`.
pub fn program(path: &str) -> Option<PathBuf> {
    let starts = |path: &PathBuf| path.is_file() && access(path, Access::EXEC_OK).is_ok();
    if path.contains('/') {
        return Some(PathBuf::from(path)).filter(starts).and_then(|path| std::path::absolute(path).ok());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(Path::new(path))).find(starts)
}

/// Runs it, and gives its status with both streams.
///
/// # Errors
/// Where it cannot be started, takes too long, or Ctrl-C came.
pub fn perform(
    (path, arguments): (&str, &[Value]),
    values: &Map<String, Value>,
    longest: Duration,
    interrupt: &Interrupt,
) -> Result<Value, String> {
    let found = program(path).ok_or_else(|| format!("there is no program {path:?} any more"))?;
    let mut command = Command::new(found);
    // An empty argument is left out there too.
    let words = arguments.iter().map(|word| filled(word, values));
    let words = words.filter(|word| !word.is_null() && word.as_str() != Some(""));
    command.args(words.map(|word| written(&word)));
    let ended = process::run_keeping(KEPT, command, None, Timeout::of(longest), interrupt)
        .map_err(|error| format!("{path} cannot be started: {error}"))?;
    match ended.termination {
        Some(Termination::Interrupt) => return Err("interrupted".to_owned()),
        Some(_) => return Err("process activity took too long to complete".to_owned()),
        None => {}
    }
    // As Python counts them: what ended by a signal has its number below zero.
    let signal = std::os::unix::process::ExitStatusExt::signal(&ended.status);
    let status = ended.status.code().or(signal.map(|signal| -signal)).unwrap_or(-1);
    Ok(json!({"status": status, "stdout": ended.stdout.text(), "stderr": ended.stderr.text()}))
}
