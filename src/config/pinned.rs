//! The configuration as it was pinned: while a response to an emergency runs, commands read its copy, whatever a rollback makes of the file.

use std::env;
use std::path::{Path, PathBuf};

/// The file that was pinned.
const FILE: &str = "VITALS_PINNED_FILE";
/// Where its content lies.
const COPY: &str = "VITALS_PINNED_COPY";

/// The variables by which a command reads a file's copy instead of it.
pub fn pinned_by(file: &Path, copy: &Path) -> [(&'static str, String); 2] {
    [(FILE, file.display().to_string()), (COPY, copy.display().to_string())]
}

/// The file that is pinned, and its copy.
fn pinned() -> Option<(PathBuf, PathBuf)> {
    Some((env::var_os(FILE)?.into(), env::var_os(COPY)?.into()))
}

/// Where the content of a configuration lies: in its copy, where it is the one that is pinned, else in itself.
pub fn content_of(path: &Path) -> PathBuf {
    let Some((file, copy)) = pinned() else { return path.to_owned() };
    if is_same(path, &file) { copy } else { path.to_owned() }
}

/// The pinned file, where it is the nearest from this folder upwards, or was before it was gone.
pub fn pinned_above(folder: &Path) -> Option<PathBuf> {
    let (file, _) = pinned()?;
    let of_folder = file.parent()?.to_owned();
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    (folder == of_folder).then_some(file)
}

/// A file that is gone is still the one of its folder.
fn is_same(path: &Path, file: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name().is_some_and(|name| folder.join(name) == file)
}
