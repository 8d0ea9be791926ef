//! `vitals init`: a first configuration, never over an existing one.

use std::io;

use super::arguments::Init;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::config::{FILE_NAME, suggest};
use crate::user_file::{self, Unwritable};

pub fn run(arguments: &Init) -> Result<Exit, CliError> {
    let text = suggest(&arguments.folder);
    if arguments.dry_run {
        console::data(text.as_bytes())?;
        return Ok(Exit::Pass);
    }
    let path = arguments.folder.join(FILE_NAME);
    match user_file::create(&path, text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(CliError::ConfigurationThere { path });
        }
        written => written.map_err(|error| Unwritable { path: path.clone(), why: error.into() })?,
    }
    console::line(format_args!("wrote {}; run `vitals check`", path.display()))?;
    Ok(Exit::Pass)
}
