//! The target's repository: what a name means there, and a commit's files outside of it. Nothing in it is ever written.

mod command;
mod objects;
mod tree;

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::command::git;
use crate::config::Revision;
use crate::process::Interrupt;
use crate::quantity::{Bytes, Nanos};

pub use objects::{BlobEntry, FileChange};
pub use tree::Tree;

/// Why a repository gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum GitError {
    /// No `git`.
    #[error("git cannot be started: {reason}")]
    #[diagnostic(help("install git, or compare with an interpreter (py:PATH) or a baseline instead"))]
    NotStarted {
        /// The system's reason.
        reason: String,
    },
    /// The target's root is in no repository.
    #[error("{} is in no git repository, so `{revision}` means nothing there", root.display())]
    #[diagnostic(help("give --root, or compare with py:PATH, env:NAME=VALUE or baseline:NAME"))]
    NoRepository {
        /// Where it was looked for.
        root: PathBuf,
        /// What was asked for.
        revision: String,
    },
    /// The name means no commit.
    #[error("`{revision}` is no commit of {}", repository.display())]
    #[diagnostic(help(
        "see `git log --oneline` and `git branch --all`; after a shallow clone, `git fetch --unshallow`"
    ))]
    UnknownRevision {
        /// As asked for.
        revision: String,
        /// The repository.
        repository: PathBuf,
    },
    /// The commit has no such folder.
    #[error("{commit} has no folder {}", folder.display())]
    #[diagnostic(help("the target's root must exist in both variants: was it moved or renamed?"))]
    NoSuchFolder {
        /// Abbreviated.
        commit: String,
        /// Relative to the repository.
        folder: PathBuf,
    },
    /// Git said no.
    #[error("`git {arguments}` failed: {said}")]
    #[diagnostic(help("the repository is {}: `git fsck` there shows what is missing or broken", folder.display()))]
    Failed {
        /// What was asked of it.
        arguments: String,
        /// The repository, or the folder in it.
        folder: PathBuf,
        /// Its last words.
        said: String,
    },
    /// The run's time was over before git had answered.
    #[error("the budget was spent before `git {arguments}` had ended, after {after}")]
    #[diagnostic(help("give a larger --budget"))]
    OutOfBudget {
        /// What was asked of it.
        arguments: String,
        /// How long was waited.
        after: Nanos,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

/// A commit, and how people speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Commit {
    /// The whole hash.
    pub hash: String,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// Ten digits of the hash.
    pub fn short(&self) -> &str {
        self.hash.get(..10).unwrap_or(&self.hash)
    }
}

/// The repository that a target's root lies in.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its top folder.
    pub top: PathBuf,
    /// Where git keeps it.
    directory: PathBuf,
    /// The target's root, relative to the top.
    pub inside: PathBuf,
}

impl Repository {
    /// The repository around a folder; None where there is none.
    ///
    /// # Errors
    /// Where git cannot be started, or Ctrl-C came.
    pub fn around(root: &Path, interrupt: &Interrupt) -> Result<Option<Self>, GitError> {
        let asked = ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix"];
        let answer = match git(root, &asked, &[], interrupt) {
            Ok(answer) => answer.text(),
            // Not so where git found one and refuses it: "dubious ownership".
            Err(GitError::Failed { said, .. })
                if !said.contains("ownership") && !said.contains("safe.directory") =>
            {
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        let mut lines = answer.lines();
        let (Some(top), Some(directory)) = (lines.next(), lines.next()) else { return Ok(None) };
        let inside = lines.next().unwrap_or_default();
        Ok(Some(Self { top: top.into(), directory: directory.into(), inside: inside.into() }))
    }

    /// What a revision means.
    ///
    /// # Errors
    /// Where it means no commit.
    pub fn resolve(&self, revision: &Revision, interrupt: &Interrupt) -> Result<Commit, GitError> {
        let wanted = format!("{}^{{commit}}", revision.as_str());
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let unknown = || GitError::UnknownRevision {
            revision: revision.as_str().to_owned(),
            repository: self.top.clone(),
        };
        let hash = match git(&self.top, &asked, &[], interrupt) {
            Ok(answer) => answer.text().trim().to_owned(),
            Err(GitError::Failed { .. }) => return Err(unknown()),
            Err(other) => return Err(other),
        };
        self.commit(&hash, interrupt)
    }

    /// A commit whose hash is known.
    ///
    /// # Errors
    /// Where git fails.
    pub fn commit(&self, hash: &str, interrupt: &Interrupt) -> Result<Commit, GitError> {
        // Not `show`: that reads the files of a merge, which a partial clone may not have.
        let asked = ["log", "--max-count=1", "--no-patch", "--no-show-signature", "--format=%s", hash];
        let subject = git(&self.top, &asked, &[], interrupt)?;
        Ok(Commit { hash: hash.to_owned(), subject: subject.text().trim().to_owned() })
    }
}

/// Commit and dirtiness of a checkout; None outside a repository, or without git.
pub fn state(root: &Path, interrupt: &Interrupt) -> Option<(String, bool)> {
    let commit = git(root, &["rev-parse", "--verify", "HEAD"], &[], interrupt).ok()?.text().trim().to_owned();
    let asked = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules"];
    let changes = git(root, &asked, &[], interrupt).ok()?;
    Some((commit, changes.total > Bytes(0)))
}
