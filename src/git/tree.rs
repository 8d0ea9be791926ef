//! A commit's files in a folder of their own.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rustix::fs::statvfs;
use rustix::io::Errno;

use super::command::git;
use super::commit::Commit;
use super::error::GitError;
use super::repository::Repository;
use crate::process::{Interrupt, Scratch};

/// A commit as it lies on the disk, outside of the user's checkout.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The repository's top folder, as of the commit.
    pub top: PathBuf,
    /// The target's root in it.
    pub root: PathBuf,
    /// Submodules are empty folders here.
    pub has_submodules: bool,
}

/// So many write files at once; git begins one more for each of them where there are a hundred and more.
const WRITERS: usize = 4;

/// What git says of a file that it could not write.
const UNWRITTEN: &str = "unable to write file";

impl Repository {
    /// The failure with the names of this repository and of TMPDIR instead of the run's own folder's.
    fn own(&self, error: GitError) -> GitError {
        let repository = self.top.clone();
        match error {
            GitError::Failed { arguments, said, .. } => GitError::Failed { arguments, said, repository },
            GitError::Damaged { arguments, said, .. } => GitError::Damaged { arguments, said, repository },
            GitError::NotWritten { error, .. } => {
                GitError::NotWritten { folder: std::env::temp_dir(), error }
            }
            other => other,
        }
    }

    /// Git does not say why it could not write a file. Where a tree's files are larger than what is free, the disk is full.
    fn full(&self, error: GitError, (top, tree): (&Path, &str), interrupt: &Interrupt) -> GitError {
        let is_unwritten = matches!(&error, GitError::Failed { said, .. } if said.contains(UNWRITTEN));
        let free = || statvfs(top).ok().map(|about| about.f_bavail.saturating_mul(about.f_frsize));
        let needed = || self.size_of(tree, interrupt).ok();
        let known = is_unwritten.then(free).flatten().and_then(|free| Some((free, needed()?)));
        match known {
            Some((free, needed)) if free < needed.0 => {
                GitError::NotWritten { folder: top.to_owned(), error: io::Error::from(Errno::NOSPC).into() }
            }
            _ => error,
        }
    }

    /// Writes a commit's files below the scratch folder.
    ///
    /// Unlike `git worktree add` this leaves no trace in the repository, whenever it is cut short: an index of its own
    /// is filled and checked out, filters (LFS, line ends) included; the index, the refs and the checkout stay as they are.
    ///
    /// # Errors
    /// Where git fails, the disk is full, or the commit has no such root.
    pub fn check_out(
        &self,
        commit: &Commit,
        scratch: &Scratch,
        interrupt: &Interrupt,
    ) -> Result<Tree, GitError> {
        self.check_out_tree(&commit.hash, None, scratch, interrupt)
    }

    /// The same of a tree, which may have objects that only this folder holds.
    ///
    /// # Errors
    /// As [`Self::check_out`].
    pub fn check_out_tree(
        &self,
        tree: &str,
        objects: Option<&Path>,
        scratch: &Scratch,
        interrupt: &Interrupt,
    ) -> Result<Tree, GitError> {
        let top = scratch.place("tree");
        fs::create_dir(&top)
            .map_err(|error| GitError::NotWritten { folder: std::env::temp_dir(), error: error.into() })?;
        let index = scratch.place("index");
        let mut variables =
            vec![("GIT_DIR", &*self.directory), ("GIT_WORK_TREE", &*top), ("GIT_INDEX_FILE", &*index)];
        variables.extend(objects.map(|objects| ("GIT_ALTERNATE_OBJECT_DIRECTORIES", objects)));
        // One writer after the other waits for the disk: 50,000 files take several times as long.
        let writers = format!("checkout.workers={WRITERS}");
        for arguments in [&["read-tree", tree][..], &["-c", &writers, "checkout-index", "--all"]] {
            git(&top, arguments, &variables, interrupt)
                .map_err(|error| self.own(self.full(error, (&top, tree), interrupt)))?;
        }
        self.tree_in(&top, tree)
    }

    /// A tree whose files lie below `top`.
    ///
    /// # Errors
    /// Where it has no folder of the target.
    pub fn tree_in(&self, top: &Path, tree: &str) -> Result<Tree, GitError> {
        let top = top.to_owned();
        let has_submodules = top.join(".gitmodules").exists();
        let root = top.join(&self.inside);
        if !root.is_dir() {
            return Err(GitError::NoSuchFolder {
                commit: tree.get(..10).unwrap_or(tree).to_owned(),
                folder: self.inside.clone(),
            });
        }
        Ok(Tree { top, root, has_submodules })
    }
}
