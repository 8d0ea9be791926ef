//! Takes a name that a module does not have, gives the commit that took it away.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ImportsError;
use super::names::Names;
use super::parallel;
use super::source::{SRC, files_of};
use super::syntax::Source;
use crate::git::{Commit, Repository};
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
    let files = files_of(module);
    let in_src = files.iter().map(|file| Path::new(SRC).join(file));
    let files: Vec<PathBuf> = files.iter().cloned().chain(in_src).collect();
    let changes = repository.changes(&files, interrupt)?;
    let hashes: HashSet<&str> = changes
        .iter()
        .flat_map(|change| change.blobs.iter().flatten().flatten())
        .map(String::as_str)
        .collect();
    let hashes: Vec<&str> = hashes.into_iter().collect();
    let blobs: Vec<(String, Vec<u8>)> = repository.contents(&hashes, interrupt)?.into_iter().collect();
    let binds = parallel::each(&blobs, |(_, bytes)| {
        Source::read(bytes).is_ok_and(|source| Names::of(&source).binds(name))
    });
    let binding: HashMap<&str, bool> = blobs.iter().map(|(hash, _)| hash.as_str()).zip(binds).collect();
    let has =
        |blob: &Option<String>| blob.as_ref().is_some_and(|hash| binding.get(hash.as_str()) == Some(&true));
    for (age, change) in changes.into_iter().enumerate() {
        let [had, kept] = [0, 1].map(|side| change.blobs.iter().any(|blobs| has(&blobs[side])));
        if age == 0 && kept {
            return Ok(Removal::Uncommitted);
        }
        if had && !kept {
            return Ok(Removal::Commit(change.commit));
        }
    }
    Ok(Removal::NeverThere)
}
