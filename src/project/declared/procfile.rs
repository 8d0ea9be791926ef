//! Takes a Procfile, gives what its processes serve.

use std::path::{Path, PathBuf};

use super::command::{Served, served_by_line};
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::Unread;

/// `web: uvicorn shop.main:app`.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(root: &Path, file: &PathBuf) -> Result<Vec<(Served, Place)>, Unread> {
    let text = text_of(root, file)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with('#'));
    let commands = lines.filter_map(|(number, line)| Some((number, line.split_once(':')?.1)));
    Ok(commands
        .flat_map(|(number, command)| served_by_line(command).into_iter().map(move |served| (served, number)))
        .map(|(served, number)| (served, Place::at(file, number)))
        .collect())
}
