//! Takes a name that a module does not have, gives the commit that took it away.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ImportsError;
use super::names::Names;
use super::parallel;
use super::source::{SRC, files_of};
use super::syntax::Source;
use crate::git::{Commit, FileChange, Repository};
use crate::process::Interrupt;

/// Where a name went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Removal {
    /// The newest commit of the first-parent history that had it before and not after.
    Commit(Commit),
    /// HEAD has it: the working tree does not.
    Uncommitted,
    /// No commit of the history had it.
    NeverThere,
}

/// Searches the history of the module's file.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn removal(
    repository: &Repository,
    module: &str,
    name: &str,
    interrupt: &Interrupt,
) -> Result<Removal, ImportsError> {
    let changes = repository.changes(&anywhere(module), interrupt)?;
    let blobs = contents(repository, &changes, interrupt)?;
    let binds = parallel::each(&blobs, |(_, bytes)| {
        Source::read(bytes).is_ok_and(|source| Names::of(&source).brings((module, true), name))
    });
    let binding: HashMap<&str, bool> = blobs.iter().map(|(hash, _)| hash.as_str()).zip(binds).collect();
    Ok(went(changes, |hash| binding.get(hash) == Some(&true)))
}

/// The same of a module itself: of the last file that it had.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn module_removal(
    repository: &Repository,
    module: &str,
    interrupt: &Interrupt,
) -> Result<Removal, ImportsError> {
    Ok(went(repository.changes(&anywhere(module), interrupt)?, |_| true))
}

/// The files that a module may be, in the root or in `src`.
fn anywhere(module: &str) -> Vec<PathBuf> {
    let in_src = files_of(module).into_iter().map(|file| Path::new(SRC).join(file));
    files_of(module).into_iter().chain(in_src).collect()
}

/// The contents that the changes have, each once.
fn contents(
    repository: &Repository,
    changes: &[FileChange],
    interrupt: &Interrupt,
) -> Result<Vec<(String, Vec<u8>)>, ImportsError> {
    let hashes: HashSet<&str> = changes
        .iter()
        .flat_map(|change| change.blobs.iter().flatten().flatten())
        .map(String::as_str)
        .collect();
    let hashes: Vec<&str> = hashes.into_iter().collect();
    Ok(repository.contents(&hashes, interrupt)?.into_iter().collect())
}

/// The newest change after which no file has it, of those that the changes are of.
fn went(changes: Vec<FileChange>, has: impl Fn(&str) -> bool) -> Removal {
    let has = |blob: &Option<String>| blob.as_deref().is_some_and(&has);
    for (age, change) in changes.into_iter().enumerate() {
        let [had, kept] = [0, 1].map(|side| change.blobs.iter().any(|blobs| has(&blobs[side])));
        if age == 0 && kept {
            return Removal::Uncommitted;
        }
        if had && !kept {
            return Removal::Commit(change.commit);
        }
    }
    Removal::NeverThere
}
