//! The remote that a branch is pushed to, and what it answers.

use std::time::Duration;

use super::command::{git, git_asking};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

impl Repository {
    /// The names of the remotes.
    ///
    /// # Errors
    /// Where git fails.
    pub fn remotes(&self, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
        let listed = git(&self.top, &["remote"], &[], interrupt)?;
        Ok(listed.text().lines().map(str::to_owned).collect())
    }

    /// Refs of a remote with what they point at: those that one of these patterns fits.
    ///
    /// # Errors
    /// Where it says no, or nothing within this time.
    pub fn refs_of(
        &self,
        remote: &str,
        patterns: &[&str],
        longest: Duration,
        interrupt: &Interrupt,
    ) -> Result<Vec<(String, String)>, GitError> {
        let asked: Vec<&str> =
            ["ls-remote", "--end-of-options", remote].into_iter().chain(patterns.iter().copied()).collect();
        let listed = git_asking(&self.top, &asked, longest, interrupt)?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let lines = listed.lines().filter_map(|line| line.split_once('\t'));
        Ok(lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect())
    }
}
