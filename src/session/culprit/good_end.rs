//! Takes commits at which a check was well, gives the one that a search begins at.

use crate::config::revision;
use crate::git::{Commit, Repository};
use crate::process::Interrupt;
use crate::verdict::NotSearched;

/// The first of these commits that HEAD has in its history, and that is not HEAD. What is no commit of this repository is passed over.
///
/// # Errors
/// Why a search has no good end.
pub fn good_end(
    repository: &Repository,
    head: &Commit,
    known: &[String],
    interrupt: &Interrupt,
) -> Result<Commit, NotSearched> {
    let mut is_head = false;
    for hash in known {
        let commit = revision(hash).ok().and_then(|named| repository.resolve(&named, interrupt).ok());
        match commit {
            Some(commit) if commit.hash == head.hash => is_head = true,
            Some(commit) if repository.is_ancestor(&commit.hash, &head.hash, interrupt).unwrap_or(false) => {
                return Ok(commit);
            }
            _ => {}
        }
    }
    Err(match is_head {
        true => NotSearched::SameCommit { commit: head.clone() },
        false => NotSearched::NoGoodCommit,
    })
}
