//! Where the culprit is a merge: the commits that it brings.

use super::range::Range;
use crate::config::revision;
use crate::git::{GitError, Repository};
use crate::process::Interrupt;

/// The history of a merge's second parent, from where it left the first one's; None where the commit is no merge, or its branch
/// brings nothing.
///
/// # Errors
/// Where git fails.
pub fn branch_of(
    repository: &Repository,
    merge: &str,
    interrupt: &Interrupt,
) -> Result<Option<Range>, GitError> {
    let parents = repository.parents(merge, interrupt)?;
    let [first, second, ..] = parents.as_slice() else { return Ok(None) };
    let Some(base) = repository.merge_base_of([first, second], interrupt)? else { return Ok(None) };
    if base == *second {
        return Ok(None);
    }
    let commit = |hash: &str| match revision(hash) {
        Ok(revision) => repository.resolve(&revision, interrupt),
        Err(_) => {
            let (revision, repository) = (hash.to_owned(), repository.top.clone());
            Err(GitError::UnknownRevision { revision, repository })
        }
    };
    let ends = [commit(&base)?, commit(second)?];
    Range::between(repository, ends, interrupt).map(Some)
}
