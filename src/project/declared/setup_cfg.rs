//! Takes a `setup.cfg`, gives the commands that it installs.

use std::path::{Path, PathBuf};

use super::script::{Script, script};
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::Unread;

/// `[options.entry_points]`, `console_scripts`.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(root: &Path, file: &PathBuf) -> Result<Vec<Script>, Unread> {
    let text = text_of(root, file)?;
    let mut in_section = false;
    let mut in_scripts = false;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let is_indented = line.starts_with([' ', '\t']);
        if line.starts_with('[') {
            in_section = line.trim() == "[options.entry_points]";
            in_scripts = false;
        } else if in_section && !is_indented && !line.trim().is_empty() {
            in_scripts = ["console_scripts", "gui_scripts"].iter().any(|group| line.starts_with(group));
        } else if in_section && in_scripts {
            found.extend(script(line, Place::at(file, number)));
        }
    }
    Ok(found)
}
