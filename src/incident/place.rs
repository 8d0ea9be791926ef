//! Where an incident's journal lies, found without git: what every command asks for has to cost nothing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Below the common git directory.
const FOLDER: &str = "vitals/incidents";
/// The file that has the identity of the open incident.
const OPEN: &str = "open";

/// The common git directory of the checkout around a folder; None outside of one. `.git` may be a folder, or a file that leads to one.
pub fn around(folder: &Path) -> Option<PathBuf> {
    let folder = match folder.is_absolute() {
        true => folder.to_owned(),
        false => env::current_dir().ok()?.join(folder),
    };
    let directory = folder.ancestors().find_map(directory)?;
    let common = match fs::read_to_string(directory.join("commondir")) {
        Ok(text) => directory.join(text.trim_end_matches('\n')),
        Err(_) => directory,
    };
    common.canonicalize().ok()
}

fn directory(top: &Path) -> Option<PathBuf> {
    let place = top.join(".git");
    let found = fs::metadata(&place).ok()?;
    if found.is_dir() {
        return place.join("HEAD").exists().then_some(place);
    }
    let text = fs::read_to_string(&place).ok()?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}

/// Where all incidents of a repository lie, by its common git directory.
pub fn folder_of(common: &Path) -> PathBuf {
    common.join(FOLDER)
}

/// Whether the repository may have an open incident: one look at the file system.
pub fn is_open(common: &Path) -> bool {
    marker(common).symlink_metadata().is_ok()
}

/// The file that has the open incident's identity.
pub(super) fn marker(common: &Path) -> PathBuf {
    folder_of(common).join(OPEN)
}

/// The folder of one incident.
pub(super) fn of_id(common: &Path, id: &str) -> PathBuf {
    folder_of(common).join(id)
}

/// The journal in a folder.
pub(super) fn journal_in(folder: &Path) -> PathBuf {
    folder.join("journal.jsonl")
}

/// What is a name of an incident: letters, digits, `.`, `_` and `-`, sixty at most.
pub(super) fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (1..=60).contains(&name.len()) && name.chars().all(fits) && !name.starts_with(['-', '.'])
}
