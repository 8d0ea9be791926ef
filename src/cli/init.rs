//! `vitals init`: a first configuration, never over an existing one.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::arguments::Init;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use super::trial::{self, Interrupted};
use crate::config::{self, ConfigError, FILE_NAME};
use crate::project::{Fate, Proposal, proposal_of, text};
use crate::user_file::{self, Unwritable};

pub fn run(arguments: &Init) -> Result<Exit, CliError> {
    let folder = &arguments.folder;
    let path = folder.join(FILE_NAME);
    // Before anything is read: of what is there, nobody wants to wait for the news.
    if !arguments.dry_run && fs::symlink_metadata(&path).is_ok() {
        return Err(CliError::ConfigurationThere { path });
    }
    let Some(mut proposal) = proposal_of(folder) else {
        return Err(CliError::NoPython { folder: folder.clone() });
    };
    if let Some(python) = &arguments.python {
        proposal.python = Some(seen_from(folder, python));
    }
    try_env_file(&path, &mut proposal);
    if arguments.measure {
        let Interrupted(stopped) = trial::measure(&path, &mut proposal, arguments)?;
        if stopped {
            console::note("interrupted: nothing was written");
            return Ok(Exit::Interrupted);
        }
    }
    let text = text(&proposal);
    // A file that only says why nothing works would be in the way of the next try.
    let is_useless = arguments.measure && !proposal.is_measurable();
    let exit = if is_useless { Exit::Fail } else { Exit::Pass };
    if arguments.dry_run {
        console::data(text.as_bytes())?;
        return Ok(exit);
    }
    if arguments.measure {
        trial::print(&proposal)?;
    }
    if is_useless {
        console::line(
            "nothing was written: no probe works with this Python. Name the one that has the project's packages \
             with --python; --dry-run prints what was proposed",
        )?;
        return Ok(exit);
    }
    match user_file::create(&path, text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(CliError::ConfigurationThere { path });
        }
        written => written.map_err(|error| Unwritable { path: path.clone(), why: error.into() })?,
    }
    let next = if proposal.is_measurable() {
        "run `vitals check`"
    } else {
        "nothing in it can be measured yet: its comments say why"
    };
    console::line(format_args!("wrote {}; {next}", path.display()))?;
    Ok(exit)
}

/// A file of variables that cannot be read would be in the way of everything else.
fn try_env_file(file: &Path, proposal: &mut Proposal) {
    let Err(error) = config::read_as(file, &text(proposal)) else { return };
    if let (Some((_, fate)), false) = (&mut proposal.env_file, matches!(error, ConfigError::Empty { .. })) {
        *fate = Fate::Dropped(error.to_string());
    }
}

/// A path as the file in this folder says it; a bare name is one on the path.
fn seen_from(folder: &Path, python: &Path) -> PathBuf {
    let is_name = python.components().count() == 1 && !python.exists();
    let absolute = |path: &Path| std::path::absolute(path).ok();
    match (absolute(folder), absolute(python)) {
        (Some(folder), Some(path)) if !is_name => {
            path.strip_prefix(&folder).map_or(path.clone(), Path::to_owned)
        }
        _ => python.to_owned(),
    }
}
