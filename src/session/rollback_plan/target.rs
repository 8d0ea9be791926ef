//! Takes a target, gives its tree and the commits whose work goes.

use super::super::error::SessionError;
use crate::git::{Commit, GitError, LoggedCommit, OwnObjects, Repository, Taken};
use crate::process::Interrupt;
use crate::rollback::{Target, UndoneCommit};

/// The tree of a target.
pub enum Made {
    /// Its hash.
    Tree(String),
    /// The files in which later commits changed the same lines.
    Conflict(Vec<String>),
}

/// Why nothing would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NothingDiffers {
    /// The paths that were asked for; empty where the whole tree was.
    pub paths: Vec<String>,
    /// The newest commit that changed one of them.
    pub last_changed: Option<Commit>,
}

impl NothingDiffers {
    /// Looks up what did change.
    ///
    /// # Errors
    /// Where git fails.
    pub fn of(repository: &Repository, target: &Target, interrupt: &Interrupt) -> Result<Self, GitError> {
        let Target::Paths { paths, .. } = target else {
            return Ok(Self { paths: Vec::new(), last_changed: None });
        };
        let last = repository.last_changed(paths, interrupt)?;
        Ok(Self { paths: paths.clone(), last_changed: last.map(|last| last.dated.commit) })
    }
}

/// Makes the tree; new objects lie in a folder of the run's own.
pub fn made(
    repository: &Repository,
    target: &Target,
    head: &Commit,
    objects: &OwnObjects,
    interrupt: &Interrupt,
) -> Result<Made, SessionError> {
    Ok(match target {
        Target::Commit { commit, .. } => Made::Tree(repository.tree_hash(&commit.hash, interrupt)?),
        Target::Paths { commit, paths, .. } => {
            Made::Tree(repository.tree_with(&head.hash, (&commit.hash, paths), objects, interrupt)?)
        }
        Target::Without { commit, .. } => {
            match repository.tree_without(&head.hash, &commit.hash, objects, interrupt)? {
                Taken::Tree(tree) => Made::Tree(tree),
                Taken::Conflict(paths) => Made::Conflict(paths),
            }
        }
    })
}

/// The commits whose work goes, newest first.
pub fn undone(
    repository: &Repository,
    target: &Target,
    head: &Commit,
    interrupt: &Interrupt,
) -> Result<Vec<UndoneCommit>, GitError> {
    let logged = match target {
        Target::Commit { commit, .. } => {
            repository.commits_between(&commit.hash, &head.hash, &[], interrupt)?
        }
        Target::Paths { commit, paths, .. } => {
            repository.commits_between(&commit.hash, &head.hash, paths, interrupt)?
        }
        Target::Without { commit, .. } => {
            repository.logged_commit(&commit.hash, interrupt)?.into_iter().collect()
        }
    };
    Ok(logged.into_iter().map(undone_commit).collect())
}

fn undone_commit(logged: LoggedCommit) -> UndoneCommit {
    UndoneCommit {
        committed: logged.dated.committed.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        commit: logged.dated.commit,
        author: logged.author,
        is_merge: logged.parents > 1,
    }
}
