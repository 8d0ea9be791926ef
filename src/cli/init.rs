//! `vitals init`: a first configuration, never over an existing one.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use miette::{Diagnostic, IntoDiagnostic};
use thiserror::Error;

use super::Exit;
use super::arguments::Init;
use crate::config::{FILE_NAME, suggest};

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
    let opened = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = match opened {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(AlreadyThere { path }.into());
        }
        other => other.into_diagnostic()?,
    };
    file.write_all(text.as_bytes()).into_diagnostic()?;
    anstream::println!("wrote {}; run `vitals check`", path.display());
    Ok(Exit::Pass)
}
