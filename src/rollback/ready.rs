//! What is looked at before anything is written: that the files between two commits can be moved, and nothing of the user's is there.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::RollbackError;
use super::own_files::left_out;
use super::site::Site;
use crate::git::{Changed, Dirt};

/// That the checkout's files can become those of `tree`; gives what is uncommitted elsewhere.
///
/// # Errors
/// Where uncommitted work, a submodule or a file of git-lfs is in the way.
pub(super) fn expect_free(site: &Site<'_>, head: &str, tree: &str) -> Result<Dirt, RollbackError> {
    let changed = site.repository.differences([head, tree], site.interrupt)?;
    let submodules: Vec<PathBuf> =
        changed.iter().filter(|change| change.is_submodule()).map(|change| change.path.clone()).collect();
    if !submodules.is_empty() {
        return Err(RollbackError::Submodules(submodules));
    }
    let dirt = site.repository.dirt(site.interrupt)?;
    let overlap: Vec<PathBuf> = changed
        .iter()
        .filter(|change| dirt.has(&change.path) || in_the_way(site.top(), change, &dirt))
        .map(|change| change.path.clone())
        .collect();
    if !overlap.is_empty() {
        return Err(RollbackError::Overlap(overlap));
    }
    let pointers = site.repository.lfs_pointers(&changed, site.interrupt)?;
    if !pointers.is_empty() && !on_path("git-lfs") {
        return Err(RollbackError::NoLfs(pointers.into_iter().map(|change| change.path.clone()).collect()));
    }
    Ok(left_out(dirt))
}

/// Whether a file of nobody's lies where one comes: an ignored one, which git would overwrite, or one where a folder has to be.
fn in_the_way(top: &Path, change: &Changed, dirt: &Dirt) -> bool {
    let is_new = change.sides[0].is_none() && change.sides[1].is_some();
    let lies_there = || match fs::symlink_metadata(top.join(&change.path)) {
        // A folder whose tracked files go; what is not tracked in it is found below.
        Ok(about) if about.is_dir() => [&dirt.untracked, &dirt.edited, &dirt.staged]
            .iter()
            .any(|set| set.iter().any(|path| path.starts_with(&change.path))),
        Ok(_) => true,
        Err(_) => false,
    };
    let above = || {
        let folders = change.path.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
        folders.into_iter().any(|folder| dirt.has(&folder.to_owned()))
    };
    is_new && (lies_there() || above())
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
