//! `vitals init`: a first configuration, never over an existing one.

use std::io::{self, Write};
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::Exit;
use super::arguments::Init;
use crate::config::{FILE_NAME, suggest};
use crate::user_file::{self, Unwritable};

/// A configuration is there already.
#[derive(Debug, Error, Diagnostic)]
#[error("{} is there already, and was left alone", path.display())]
#[diagnostic(help("see what would be written with `vitals init --dry-run`"))]
pub struct AlreadyThere {
    path: PathBuf,
}

pub fn run(arguments: &Init) -> miette::Result<Exit> {
    let text = suggest(&arguments.folder);
    if arguments.dry_run {
        let _ = anstream::stdout().write_all(text.as_bytes());
        return Ok(Exit::Pass);
    }
    let path = arguments.folder.join(FILE_NAME);
    match user_file::create(&path, text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(AlreadyThere { path }.into());
        }
        written => written.map_err(|error| Unwritable { path: path.clone(), why: error.into() })?,
    }
    anstream::println!("wrote {}; run `vitals check`", path.display());
    Ok(Exit::Pass)
}
