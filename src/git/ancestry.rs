//! How commits follow each other, and who wrote one: what a search between two of them asks.

use super::command::{git, git_offline};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// A commit as a person asks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Who wrote it, without the address.
    pub author: String,
    /// When it was committed (RFC 3339).
    pub committed: String,
    /// The first line of its message.
    pub subject: String,
    /// It has several parents.
    pub is_merge: bool,
}

impl Repository {
    /// Whether the second has the first in its history, or is the same.
    ///
    /// # Errors
    /// Where git fails.
    pub fn is_ancestor(&self, one: &str, other: &str, interrupt: &Interrupt) -> Result<bool, GitError> {
        match git(&self.top, &["merge-base", "--is-ancestor", one, other], &[], interrupt) {
            Ok(_) => Ok(true),
            Err(GitError::Failed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// All parents of a commit, the first one first.
    ///
    /// # Errors
    /// Where git fails.
    pub fn parents(&self, commit: &str, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
        let asked = ["rev-list", "--parents", "--max-count=1", "--end-of-options", commit];
        let listed = git_offline(&self.top, &asked, interrupt)?;
        Ok(String::from_utf8_lossy(&listed).split_whitespace().skip(1).map(str::to_owned).collect())
    }

    /// The best common commit of two; None where they have none.
    ///
    /// # Errors
    /// Where git fails.
    pub fn merge_base_of(
        &self,
        [one, other]: [&str; 2],
        interrupt: &Interrupt,
    ) -> Result<Option<String>, GitError> {
        match git(&self.top, &["merge-base", "--end-of-options", one, other], &[], interrupt) {
            Ok(answer) => Ok(Some(answer.text().trim().to_owned()).filter(|hash| !hash.is_empty())),
            Err(GitError::Failed { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Who wrote a commit, and when.
    ///
    /// # Errors
    /// Where git fails.
    pub fn described(&self, hash: &str, interrupt: &Interrupt) -> Result<Described, GitError> {
        let asked = [
            "log",
            "--max-count=1",
            "--no-patch",
            "--no-show-signature",
            "--no-color",
            "--format=%an%n%cI%n%P%n%s",
            hash,
            "--",
        ];
        let answer = git_offline(&self.top, &asked, interrupt)?;
        let text = String::from_utf8_lossy(&answer);
        let mut lines = text.lines().map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        let (author, committed, parents) = (next(), next(), next());
        let is_merge = parents.split_whitespace().count() > 1;
        Ok(Described { author, committed, subject: next(), is_merge })
    }

    /// The commits of the first-parent history between two that changed one of these files (relative to the top), in no order.
    ///
    /// # Errors
    /// Where git fails.
    pub fn touching(
        &self,
        [base, head]: [&str; 2],
        files: &[String],
        interrupt: &Interrupt,
    ) -> Result<Vec<String>, GitError> {
        let without = format!("^{base}");
        let paths: Vec<String> = files.iter().map(|file| format!(":(top,literal){file}")).collect();
        // Of a merge, what it brings to its first parent.
        let mut asked = vec!["log", "--first-parent", "-m", "--no-renames", "--no-color"];
        asked.extend(["--no-show-signature", "--no-patch", "--format=%H", head, &without, "--"]);
        asked.extend(paths.iter().map(String::as_str));
        let listed = git_offline(&self.top, &asked, interrupt)?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }
}
