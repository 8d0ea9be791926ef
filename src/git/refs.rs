//! Refs of the tool's own, and what HEAD is.

use std::path::PathBuf;

use super::command::{git, git_whole};
use super::error::GitError;
use super::repository::Repository;
use super::writing::write;
use crate::process::Interrupt;

/// What HEAD is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadNow {
    /// `refs/heads/main`; None where it is detached.
    pub branch: Option<String>,
    /// The commit's hash.
    pub commit: String,
}

impl Repository {
    /// Where git keeps this checkout: HEAD and the index.
    pub fn directory(&self) -> &std::path::Path {
        &self.directory
    }

    /// What all checkouts of the repository share: objects and refs.
    ///
    /// # Errors
    /// Where git fails.
    pub fn common_directory(&self, interrupt: &Interrupt) -> Result<PathBuf, GitError> {
        let asked = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
        Ok(PathBuf::from(git(&self.top, &asked, &[], interrupt)?.text().trim_end_matches('\n')))
    }

    /// What HEAD is; None before the first commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn head(&self, interrupt: &Interrupt) -> Result<Option<HeadNow>, GitError> {
        let Some(commit) = self.refers("HEAD", interrupt)? else { return Ok(None) };
        let branch = match git(&self.top, &["symbolic-ref", "--quiet", "HEAD"], &[], interrupt) {
            Ok(name) => Some(name.text().trim().to_owned()),
            Err(GitError::Failed { .. }) => None,
            Err(other) => return Err(other),
        };
        Ok(Some(HeadNow { branch, commit }))
    }

    /// The hash that a whole name of a ref, or an object's hash, stands for; None where there is none.
    ///
    /// # Errors
    /// Where git fails.
    pub fn refers(&self, name: &str, interrupt: &Interrupt) -> Result<Option<String>, GitError> {
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", name];
        match git(&self.top, &asked, &[], interrupt) {
            Ok(hash) => Ok(Some(hash.text().trim().to_owned())),
            Err(GitError::Failed { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Refs whose names begin so, with what they point at.
    ///
    /// # Errors
    /// Where git fails.
    pub fn refs_below(&self, prefix: &str, interrupt: &Interrupt) -> Result<Vec<(String, String)>, GitError> {
        let asked = ["for-each-ref", "--format=%(objectname) %(refname)", prefix];
        let listed = git_whole(&self.top, &asked, b"", interrupt)?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let lines = listed.lines().filter_map(|line| line.split_once(' '));
        Ok(lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect())
    }

    /// Makes a ref that must not be there yet.
    ///
    /// # Errors
    /// Where it is there, or git or a hook refuses.
    pub fn create_ref(&self, name: &str, hash: &str) -> Result<(), GitError> {
        let zero = "0".repeat(hash.len());
        write(&self.top, &["update-ref", "--no-deref", name, hash, &zero], &[], b"").map(drop)
    }

    /// Deletes refs that must point there, all or none.
    ///
    /// # Errors
    /// Where one points elsewhere, or git or a hook refuses.
    pub fn delete_refs(&self, refs: &[(String, String)]) -> Result<(), GitError> {
        let lines: String =
            refs.iter().map(|(name, expected)| format!("delete {name} {expected}\n")).collect();
        write(&self.top, &["update-ref", "--no-deref", "--stdin"], &[], lines.as_bytes()).map(drop)
    }

    /// Deletes a ref that must point there.
    ///
    /// # Errors
    /// Where it points elsewhere, or git or a hook refuses.
    pub fn delete_ref(&self, name: &str, expected: &str) -> Result<(), GitError> {
        write(&self.top, &["update-ref", "--no-deref", "-d", name, expected], &[], b"").map(drop)
    }
}
