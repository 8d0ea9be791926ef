//! `vitals escalate init`.

use std::path::{Path, PathBuf};

use crate::cli::arguments::EscalateInit;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::{self, ConfigError, FILE_NAME, FOUR_LEVELS, profile};
use crate::user_file::{self, Unwritable, Why};

/// What is added. Its placeholders are what `escalate lint` asks for.
const ADDED: &str = include_str!("added.toml");

pub fn run(arguments: &EscalateInit) -> Result<Exit, CliError> {
    if arguments.print_profile {
        console::data(profile(FOUR_LEVELS).unwrap_or_default().as_bytes())?;
        return Ok(Exit::Pass);
    }
    if arguments.dry_run {
        console::data(ADDED.as_bytes())?;
        return Ok(Exit::Pass);
    }
    let path = place(arguments.config.file())?;
    if path.file_name().is_none_or(|name| name != FILE_NAME) {
        console::note(format_args!(
            "{} is no {FILE_NAME}: add the lines of `vitals escalate init --dry-run` to it by hand",
            path.display()
        ));
        return Ok(Exit::Usage);
    }
    let before = if path.exists() { read(&path)? } else { String::new() };
    if !before.is_empty() && has_some(&path, &before)? {
        console::note(format_args!("{} has levels already, and was left alone", path.display()));
        return Ok(Exit::Usage);
    }
    let text = if before.is_empty() { ADDED.to_owned() } else { format!("{}\n\n{ADDED}", before.trim_end()) };
    // What could not be read afterwards is not written.
    config::read_as(&path, &text)?;
    user_file::replace(&path, text.as_bytes())
        .map_err(|error| Unwritable { path: path.clone(), why: Why::System(error) })?;
    console::line(format_args!("added levels, rules and contacts to {}", path.display()))?;
    console::line("next: fill in the contacts, then `vitals escalate lint`")?;
    Ok(Exit::Pass)
}

/// The file that was named, or the nearest, or a new one here.
fn place(given: Option<&Path>) -> Result<PathBuf, CliError> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let here = std::env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
    match config::find(&here) {
        Err(ConfigError::NotFound { .. }) => Ok(here.join(FILE_NAME)),
        found => Ok(found?),
    }
}

fn read(path: &Path) -> Result<String, CliError> {
    user_file::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error: error.into() }.into())
}

fn has_some(path: &Path, text: &str) -> Result<bool, CliError> {
    let policy = config::read_as(path, text)?.escalation;
    Ok(!policy.levels.is_empty() || !policy.contacts.is_empty() || !policy.rules.is_empty())
}
