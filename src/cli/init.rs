//! `vitals init`: a first configuration, never over an existing one.

use std::{fs, io};

use super::arguments::Init;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::config::FILE_NAME;
use crate::project::{proposal_of, text};
use crate::user_file::{self, Unwritable};

pub fn run(arguments: &Init) -> Result<Exit, CliError> {
    let folder = &arguments.folder;
    let path = folder.join(FILE_NAME);
    // Before anything is read: of what is there, nobody wants to wait for the news.
    if !arguments.dry_run && fs::symlink_metadata(&path).is_ok() {
        return Err(CliError::ConfigurationThere { path });
    }
    let Some(proposal) = proposal_of(folder) else {
        return Err(CliError::NoPython { folder: folder.clone() });
    };
    let text = text(&proposal);
    if arguments.dry_run {
        console::data(text.as_bytes())?;
        return Ok(Exit::Pass);
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
    Ok(Exit::Pass)
}
