//! What is uncommitted, kept as a commit: its tree is the files, its second parent is the index.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::error::RollbackError;
use super::site::Site;
use crate::git::{Dirt, Entry};
use crate::process::{Scratch, ScratchError};

/// Who has made it: it must not fail for a user without a name.
const AUTHOR: [(&str, &str); 4] = [
    ("GIT_AUTHOR_NAME", "vitals"),
    ("GIT_AUTHOR_EMAIL", "vitals@localhost"),
    ("GIT_COMMITTER_NAME", "vitals"),
    ("GIT_COMMITTER_EMAIL", "vitals@localhost"),
];

fn system(what: &str, error: impl Into<crate::system_error::SystemError>) -> RollbackError {
    RollbackError::System { what: what.to_owned(), error: error.into() }
}

/// The run's own folder.
pub(super) fn scratch(site: &Site<'_>) -> Result<Scratch, RollbackError> {
    Scratch::open(site.interrupt).map_err(|error| match error {
        ScratchError::Guardian(error) | ScratchError::Folder(error) => {
            system("making a temporary folder", error)
        }
    })
}

/// Makes the commit, byte for byte and without any filter; nothing points at it yet. None where all is committed.
pub(super) fn take(site: &Site<'_>, head: &str, dirt: &Dirt) -> Result<Option<String>, RollbackError> {
    if dirt.is_clean() {
        return Ok(None);
    }
    let scratch = scratch(site)?;
    let index = scratch.place("index");
    copy_index(site, &index)?;
    let staged = commit(site, &site.repository.tree_of_index(&index)?, &[head], "The index of a rollback")?;
    let paths: Vec<PathBuf> = dirt.edited.union(&dirt.untracked).cloned().collect();
    site.repository.set_entries(Some(&index), &kept(site, &paths)?)?;
    let files = site.repository.tree_of_index(&index)?;
    commit(site, &files, &[head, &staged], "Uncommitted work, as a rollback found it").map(Some)
}

/// Keeps these files as a commit, and where it is wanted the index as its second parent.
pub(super) fn of_files(
    site: &Site<'_>,
    head: &str,
    paths: &[PathBuf],
    with_index: bool,
) -> Result<String, RollbackError> {
    let scratch = scratch(site)?;
    let (index, message) = (scratch.place("index"), "Files as `vitals rollback recover` found them");
    let mut parents = vec![head.to_owned()];
    if with_index {
        copy_index(site, &index)?;
        parents.push(commit(site, &site.repository.tree_of_index(&index)?, &[head], message)?);
    }
    site.repository.fill_index(&index, head)?;
    site.repository.set_entries(Some(&index), &kept(site, paths)?)?;
    let files = site.repository.tree_of_index(&index)?;
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    commit(site, &files, &parents, message)
}

fn copy_index(site: &Site<'_>, to: &Path) -> Result<(), RollbackError> {
    let from = site.repository.directory().join("index");
    fs::copy(from, to).map(drop).map_err(|error| system("copying the index", error))
}

fn commit(site: &Site<'_>, tree: &str, parents: &[&str], message: &str) -> Result<String, RollbackError> {
    let author = AUTHOR.map(|(name, value)| (name, OsString::from(value)));
    Ok(site.repository.make_commit(tree, parents, message, &author, false)?)
}

/// What lies at these paths, as entries of an index.
fn kept(site: &Site<'_>, paths: &[PathBuf]) -> Result<Vec<Entry>, RollbackError> {
    let (mut entries, mut plain) = (Vec::new(), Vec::new());
    for path in paths {
        let whole = site.top().join(path);
        let Ok(about) = fs::symlink_metadata(&whole) else {
            entries.push(Entry { path: path.clone(), content: None });
            continue;
        };
        if about.is_symlink() {
            let target = fs::read_link(&whole).map_err(|error| system("reading a link", error))?;
            let hash = site.repository.keep_bytes(target.as_os_str().as_bytes())?;
            entries.push(Entry { path: path.clone(), content: Some(("120000".into(), hash)) });
        } else if about.is_file() {
            let mode = if about.permissions().mode() & 0o100 == 0 { "100644" } else { "100755" };
            plain.push((path, mode));
        }
        // A folder of another repository, a FIFO: git does not see into it, and the move does not touch it.
    }
    // Names are given to git by the line.
    let (odd, named): (Vec<_>, Vec<_>) =
        plain.into_iter().partition(|(path, _)| path.as_os_str().as_bytes().contains(&b'\n'));
    let whole: Vec<&Path> = named.iter().map(|(path, _)| path.as_path()).collect();
    let mut hashes = if whole.is_empty() { Vec::new() } else { site.repository.keep_files(&whole)? };
    for (path, _) in &odd {
        let bytes = fs::read(site.top().join(path)).map_err(|error| system("reading a file", error))?;
        hashes.push(site.repository.keep_bytes(&bytes)?);
    }
    let plain = named.into_iter().chain(odd).zip(hashes);
    entries.extend(
        plain.map(|((path, mode), hash)| Entry { path: path.clone(), content: Some((mode.into(), hash)) }),
    );
    Ok(entries)
}
