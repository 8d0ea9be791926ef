//! A `sitecustomize` of ours, which stands before the target's own.

use std::fs;
use std::io;
use std::path::Path;

/// Runs the target's own `sitecustomize` after ours.
const GO_ON: &str = include_str!("go_on.py");

/// Writes it into a folder that will stand first in `PYTHONPATH`. The script imports `os` and `sys`.
///
/// # Errors
/// Where the disk is full.
pub fn write_sitecustomize(folder: &Path, script: &str) -> io::Result<()> {
    fs::write(folder.join("sitecustomize.py"), format!("{script}\n\n{GO_ON}"))
}
