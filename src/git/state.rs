//! What a repository is in the middle of, and what makes it one whose files cannot be moved as a whole.

use std::fs;
use std::path::Path;

use super::command::{git, git_whole};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// Why a checkout is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// `MERGE_HEAD`.
    Merge,
    /// `rebase-merge`, `rebase-apply`.
    Rebase,
    /// `rebase-apply/applying`.
    Am,
    /// `CHERRY_PICK_HEAD`.
    CherryPick,
    /// `REVERT_HEAD`.
    Revert,
    /// `BISECT_LOG`.
    Bisect,
    /// Entries of the index in several versions.
    Unmerged,
    /// No commit yet.
    Unborn,
    /// The history is cut off.
    Shallow,
    /// Not all files of a commit are in the checkout.
    Sparse,
}

impl Hindrance {
    /// What it is.
    pub fn words(self) -> &'static str {
        match self {
            Self::Merge => "a merge is in progress",
            Self::Rebase => "a rebase is in progress",
            Self::Am => "`git am` is in progress",
            Self::CherryPick => "a cherry-pick is in progress",
            Self::Revert => "a revert is in progress",
            Self::Bisect => "a bisect is in progress",
            Self::Unmerged => "the index has unmerged paths",
            Self::Unborn => "there is no commit yet",
            Self::Shallow => "it is a shallow clone",
            Self::Sparse => "it is a sparse checkout",
        }
    }

    /// How to end it.
    pub fn way_out(self) -> &'static str {
        match self {
            Self::Merge => "end it with `git merge --continue` or `git merge --abort`",
            Self::Rebase => "end it with `git rebase --continue` or `git rebase --abort`",
            Self::Am => "end it with `git am --continue` or `git am --abort`",
            Self::CherryPick => "end it with `git cherry-pick --continue` or `git cherry-pick --abort`",
            Self::Revert => "end it with `git revert --continue` or `git revert --abort`",
            Self::Bisect => "end it with `git bisect reset`",
            Self::Unmerged => "resolve them; `git status` lists them",
            Self::Unborn => "commit first",
            Self::Shallow => "fetch the whole history: `git fetch --unshallow`",
            Self::Sparse => "check out all files: `git sparse-checkout disable`",
        }
    }
}

/// Files of git by which it knows what it is in the middle of.
const MARKS: [(&str, Hindrance); 7] = [
    ("rebase-apply/applying", Hindrance::Am),
    ("rebase-apply", Hindrance::Rebase),
    ("rebase-merge", Hindrance::Rebase),
    ("MERGE_HEAD", Hindrance::Merge),
    ("CHERRY_PICK_HEAD", Hindrance::CherryPick),
    ("REVERT_HEAD", Hindrance::Revert),
    ("BISECT_LOG", Hindrance::Bisect),
];

impl Repository {
    /// Why this checkout cannot be moved to another tree; None where it can.
    ///
    /// # Errors
    /// Where git fails.
    pub fn hindrance(&self, interrupt: &Interrupt) -> Result<Option<Hindrance>, GitError> {
        let there = |name: &str| fs::symlink_metadata(self.directory().join(name)).is_ok();
        if let Some((_, hindrance)) = MARKS.iter().find(|(name, _)| there(name)) {
            return Ok(Some(*hindrance));
        }
        if let Some(hindrance) = self.sequence() {
            return Ok(Some(hindrance));
        }
        if self.head(interrupt)?.is_none() {
            return Ok(Some(Hindrance::Unborn));
        }
        let asked = ["rev-parse", "--is-shallow-repository"];
        if git(&self.top, &asked, &[], interrupt)?.text().trim() == "true" {
            return Ok(Some(Hindrance::Shallow));
        }
        if self.setting("core.sparseCheckout", interrupt)? {
            return Ok(Some(Hindrance::Sparse));
        }
        let unmerged = git_whole(&self.top, &["ls-files", "--unmerged", "-z"], b"", interrupt)?;
        Ok((!unmerged.is_empty()).then_some(Hindrance::Unmerged))
    }

    /// Several commits to pick or to revert, between two of them.
    fn sequence(&self) -> Option<Hindrance> {
        let steps = fs::read_to_string(self.directory().join(Path::new("sequencer/todo"))).ok()?;
        Some(if steps.starts_with("revert") { Hindrance::Revert } else { Hindrance::CherryPick })
    }

    /// A setting of git that is on or off; off where it is not set.
    ///
    /// # Errors
    /// Where git cannot read its configuration.
    pub fn setting(&self, name: &str, interrupt: &Interrupt) -> Result<bool, GitError> {
        match git(&self.top, &["config", "--type=bool", "--get", name], &[], interrupt) {
            Ok(answer) => Ok(answer.text().trim() == "true"),
            Err(GitError::Failed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// A setting of git as text; None where it is not set.
    ///
    /// # Errors
    /// Where git cannot read its configuration.
    pub fn written_setting(&self, name: &str, interrupt: &Interrupt) -> Result<Option<String>, GitError> {
        match git(&self.top, &["config", "--get", name], &[], interrupt) {
            Ok(answer) => Ok(Some(answer.text().trim_end_matches('\n').to_owned())),
            Err(GitError::Failed { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
