//! Whether a program can be started.

use std::env;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use crate::config::CommandLine;

/// A file that this user may start.
fn starts(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

/// The first of this name on `PATH` that can be started.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| starts(path))
}

/// Whether the program of a command of a target in `root` can be started; the target's own interpreter is looked at elsewhere.
pub fn can_start(command: &CommandLine, root: &Path) -> bool {
    match command.path() {
        Some(path) => starts(&root.join(path)),
        None => command.needs_python() || on_path(command.program()).is_some(),
    }
}
