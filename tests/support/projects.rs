//! `tests/projects`: small projects of the kinds that people have, for `vitals init`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Where they lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects")
}

/// One of them as a folder of its own.
pub fn copy(project: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copied = Command::new("cp").arg("-r").arg(project.join(".")).arg(folder.path()).status();
    assert!(copied.expect("cp").success());
    folder
}
