//! What of a checkout stands in the way of a move: hooks, locks that git has left, the room that its files need.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use super::command::{git_answering, git_whole};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;
use crate::quantity::Bytes;

/// Files by which git keeps others out as it writes.
const OWN_LOCKS: [&str; 2] = ["index.lock", "HEAD.lock"];
const SHARED_LOCKS: [&str; 2] = ["packed-refs.lock", "config.lock"];

impl Repository {
    /// Where git looks for hooks.
    ///
    /// # Errors
    /// Where git fails.
    pub fn hooks(&self, interrupt: &Interrupt) -> Result<PathBuf, GitError> {
        let asked = ["config", "--type=path", "--null", "--get-all", "core.hooksPath"];
        let answer = git_whole(&self.top, &asked, b"", interrupt)?;
        let mut set: Vec<&[u8]> = answer.split(|byte| *byte == 0).filter(|path| !path.is_empty()).collect();
        // The last is that of this program's own question, which runs no hook.
        set.pop();
        Ok(match set.pop() {
            Some(path) => self.top.join(std::ffi::OsString::from_vec(path.to_vec())),
            None => self.common_directory(interrupt)?.join("hooks"),
        })
    }

    /// Locks of git's own that are there: of a git that is running, or of one that was killed.
    ///
    /// # Errors
    /// Where git fails.
    pub fn own_locks(&self, interrupt: &Interrupt) -> Result<Vec<PathBuf>, GitError> {
        let common = self.common_directory(interrupt)?;
        let mut places: Vec<PathBuf> = OWN_LOCKS.iter().map(|name| self.directory().join(name)).collect();
        places.extend(SHARED_LOCKS.iter().map(|name| common.join(name)));
        if let Some(branch) = self.head(interrupt)?.and_then(|head| head.branch) {
            places.push(common.join(format!("{branch}.lock")));
        }
        places.retain(|place| place.symlink_metadata().is_ok());
        Ok(places)
    }

    /// The size of all files of a commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn size_of(&self, commit: &str, interrupt: &Interrupt) -> Result<Bytes, GitError> {
        let asked = ["ls-tree", "-r", "-z", "--long", "--full-tree", "--end-of-options", commit];
        let listed = git_whole(&self.top, &asked, b"", interrupt)?;
        // mode, type, hash, size, and after a tab the name, which may be anything.
        let size = |entry: &[u8]| -> Option<u64> {
            let about = entry.split(|byte| *byte == b'\t').next()?;
            std::str::from_utf8(about).ok()?.split_whitespace().nth(3)?.parse().ok()
        };
        Ok(Bytes(listed.split(|byte| *byte == 0).filter_map(size).sum()))
    }

    /// A file of a commit by its path from the top; None where it has none.
    ///
    /// # Errors
    /// Where git fails.
    pub fn file_at(
        &self,
        commit: &str,
        path: &std::path::Path,
        interrupt: &Interrupt,
    ) -> Result<Option<Vec<u8>>, GitError> {
        let listed = ["ls-tree", "-z", "--name-only", "--full-tree", "--end-of-options", commit, "--"];
        let name = path.to_string_lossy().into_owned();
        let mut asked = vec!["--literal-pathspecs"];
        asked.extend(listed);
        asked.push(&name);
        let (_, found) = git_answering(&self.top, &asked, &[], interrupt)?;
        if found.is_empty() {
            return Ok(None);
        }
        let blob = format!("{commit}:{name}");
        git_whole(&self.top, &["cat-file", "blob", &blob], b"", interrupt).map(Some)
    }
}
