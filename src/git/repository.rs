//! The repository around a target, and what a name means in it.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::command::{git, git_whole};
use super::commit::Commit;
use super::error::GitError;
use crate::config::Revision;
use crate::process::Interrupt;
use crate::quantity::Bytes;

/// The repository that a target's root lies in.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its top folder.
    pub top: PathBuf,
    /// Where git keeps it.
    pub(super) directory: PathBuf,
    /// The target's root, relative to the top.
    pub inside: PathBuf,
}

impl Repository {
    /// The repository around a folder; None where there is none.
    ///
    /// # Errors
    /// Where git cannot be started, there is one that git refuses or in which no files lie, or Ctrl-C came.
    pub fn around(root: &Path, interrupt: &Interrupt) -> Result<Option<Self>, GitError> {
        let asked = ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix"];
        let answer = match git(root, &asked, &[], interrupt) {
            Ok(answer) => answer.text(),
            Err(GitError::NotARepository { .. }) => return Ok(None),
            Err(GitError::NoWorkTree { root, .. }) => {
                let asked = git(&root, &["rev-parse", "--is-bare-repository"], &[], interrupt)?;
                return Err(GitError::NoWorkTree { is_bare: asked.text().trim() == "true", root });
            }
            Err(other) => return Err(other),
        };
        let mut lines = answer.lines();
        let (Some(top), Some(directory)) = (lines.next(), lines.next()) else { return Ok(None) };
        let inside = lines.next().unwrap_or_default();
        Ok(Some(Self { top: top.into(), directory: directory.into(), inside: inside.into() }))
    }

    /// The repository around a folder.
    ///
    /// # Errors
    /// As [`Self::around`], or where there is none.
    pub fn of(root: &Path, interrupt: &Interrupt) -> Result<Self, GitError> {
        Self::around(root, interrupt)?.ok_or_else(|| GitError::NotARepository { root: root.to_owned() })
    }

    /// The same for another folder in it, which need not be the target's root; None outside of it.
    pub fn at(&self, folder: &Path) -> Option<Self> {
        let inside = folder.strip_prefix(&self.top).ok()?.to_owned();
        Some(Self { inside, ..self.clone() })
    }

    /// Whether anything was committed yet.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn has_commits(&self, interrupt: &Interrupt) -> Result<bool, GitError> {
        match git(&self.top, &["rev-parse", "--verify", "--quiet", "HEAD"], &[], interrupt) {
            Ok(_) => Ok(true),
            Err(GitError::Failed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// What a revision means.
    ///
    /// # Errors
    /// Where it means no commit.
    pub fn resolve(&self, revision: &Revision, interrupt: &Interrupt) -> Result<Commit, GitError> {
        self.named_commit(revision.as_str(), interrupt)
    }

    /// The same by a name that is one already.
    pub(super) fn named_commit(&self, name: &str, interrupt: &Interrupt) -> Result<Commit, GitError> {
        let wanted = format!("{name}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        match git(&self.top, &asked, &[], interrupt) {
            Ok(answer) => self.commit(answer.text().trim(), interrupt),
            Err(GitError::Failed { .. }) => {
                Err(GitError::UnknownRevision { revision: name.to_owned(), repository: self.top.clone() })
            }
            Err(other) => Err(other),
        }
    }

    /// The files that git tracks in the checkout.
    ///
    /// # Errors
    /// Where git fails.
    pub fn tracked(&self, interrupt: &Interrupt) -> Result<HashSet<PathBuf>, GitError> {
        let answer = git_whole(&self.top, &["ls-files", "-z", "--full-name"], &[], interrupt)?;
        let names = answer.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| self.top.join(OsStr::from_bytes(name))).collect())
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

/// What a Python process may load that lies beside the tracked files.
const LOADED: [&str; 5] = [".py", ".pyi", ".so", ".pth", ".pyd"];

/// Commit and dirtiness of a checkout; None outside a repository, or without git. A file of Python that git does not track makes it dirty
/// too: what ran with it is not what the commit has.
pub fn state(root: &Path, interrupt: &Interrupt) -> Option<(String, bool)> {
    let commit = git(root, &["rev-parse", "--verify", "HEAD"], &[], interrupt).ok()?.text().trim().to_owned();
    let asked = ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules"];
    let changes = git(root, &asked, &[], interrupt).ok()?;
    Some((commit, changes.total > Bytes(0) || has_untracked_python(root, interrupt)?))
}

/// None where git cannot be asked. Ignored files are left out: environments and what a build generates lie among them.
fn has_untracked_python(root: &Path, interrupt: &Interrupt) -> Option<bool> {
    let asked = ["ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"];
    let listed = git_whole(root, &asked, b"", interrupt).ok()?;
    let names = listed.split(|byte| *byte == 0);
    Some(names.into_iter().any(|name| LOADED.iter().any(|ending| name.ends_with(ending.as_bytes()))))
}
