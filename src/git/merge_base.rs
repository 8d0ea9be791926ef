//! What a branch adds to another: where it began, and which files it changes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::command::{git, git_whole};
use super::commit::Commit;
use super::error::GitError;
use super::repository::Repository;
use crate::config::Revision;
use crate::process::Interrupt;

/// Where a branch begins and ends.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The last commit that it has in common with the base.
    pub merge_base: Commit,
    /// HEAD.
    pub head: Commit,
}

impl Repository {
    /// What HEAD adds to `base`: a branch, which may be known by its remote alone, or any other revision.
    ///
    /// # Errors
    /// Where the base is no commit here, nothing is in common, or git fails.
    pub fn branch(&self, base: &Revision, interrupt: &Interrupt) -> Result<Branch, GitError> {
        let head = self.named_commit("HEAD", interrupt)?;
        let remote = format!("origin/{}", base.as_str());
        let found =
            [base.as_str(), &remote].into_iter().find_map(|name| match self.named_commit(name, interrupt) {
                Err(GitError::UnknownRevision { .. }) => None,
                found => Some(found),
            });
        let Some(found) = found else {
            return Err(self.if_shallow(base, interrupt).unwrap_or_else(|| GitError::UnknownRevision {
                revision: base.as_str().to_owned(),
                repository: self.top.clone(),
            }));
        };
        let base_commit = found?;
        let hash = match git(&self.top, &["merge-base", &base_commit.hash, &head.hash], &[], interrupt) {
            Ok(answer) => answer.text().trim().to_owned(),
            Err(GitError::Failed { .. }) => {
                let none = || GitError::NoMergeBase { revision: base.as_str().to_owned() };
                return Err(self.if_shallow(base, interrupt).unwrap_or_else(none));
            }
            Err(other) => return Err(other),
        };
        Ok(Branch { merge_base: self.commit(&hash, interrupt)?, head })
    }

    /// Why the base is not here, where the clone is shallow.
    fn if_shallow(&self, base: &Revision, interrupt: &Interrupt) -> Option<GitError> {
        let asked = ["rev-parse", "--is-shallow-repository"];
        let answer = git(&self.top, &asked, &[], interrupt).ok()?;
        (answer.text().trim() == "true")
            .then(|| GitError::Shallow { revision: base.as_str().to_owned(), repository: self.top.clone() })
    }

    /// The files that a branch changes, relative to the top; one that was moved with both names.
    ///
    /// # Errors
    /// Where git fails.
    pub fn changed_files(&self, branch: &Branch, interrupt: &Interrupt) -> Result<Vec<PathBuf>, GitError> {
        let Branch { merge_base, head } = branch;
        let asked =
            ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", &merge_base.hash, &head.hash];
        let listed = git_whole(&self.top, &asked, b"", interrupt)?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| PathBuf::from(OsStr::from_bytes(name))).collect())
    }

    /// A commit's file, by its path from the top; None where the commit has none of that name.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn file_of(
        &self,
        commit: &Commit,
        path: &Path,
        interrupt: &Interrupt,
    ) -> Result<Option<Vec<u8>>, GitError> {
        let named = format!("{}:{}", commit.hash, path.display());
        match git_whole(&self.top, &["cat-file", "blob", &named], b"", interrupt) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(GitError::Failed { .. } | GitError::Damaged { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
