//! The two ends: a lock file each, and where they are revisions, code each.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::lock_fault::LockSearchError;
use crate::config::Revision;
use crate::git::{GitError, Repository};
use crate::packages::{Pins, UnusableLock, pins};
use crate::process::Scratch;

/// Lock files that are looked for, the most exact first.
const KNOWN: [&str; 6] =
    ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "requirements.txt"];

/// One end, as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockSide {
    /// A lock file; the code is the checkout's.
    File(PathBuf),
    /// A commit's lock file, and its code.
    Revision(Revision),
}

/// One end, ready.
#[derive(Debug)]
pub struct End {
    /// As asked for, or the commit.
    pub label: String,
    /// What its lock file asks an installer for.
    pub pins: Pins,
    /// Where its code is.
    pub root: PathBuf,
}

impl End {
    /// Reads it; `lock_file` is relative to the target's root or to the repository's top.
    ///
    /// # Errors
    /// Where there is no such file or revision, or the lock file cannot be used.
    pub fn of(
        side: &LockSide,
        lock_file: Option<&Path>,
        (root, python): (&Path, [u32; 3]),
        run: Run<'_>,
        scratch: &Scratch,
    ) -> Result<Self, SessionError> {
        match side {
            LockSide::File(file) => Ok(Self {
                label: file.display().to_string(),
                pins: read(file, python)?,
                root: root.to_owned(),
            }),
            LockSide::Revision(revision) => {
                let none = || GitError::NoRepository {
                    root: root.to_owned(),
                    revision: revision.as_str().to_owned(),
                };
                let repository = Repository::around(root, run.interrupt)?.ok_or_else(none)?;
                let commit = repository.resolve(revision, run.interrupt)?;
                let tree = repository.check_out(&commit, scratch, run.interrupt)?;
                let named = lock_file.map(|file| [tree.root.join(file), tree.top.join(file)]);
                let usual = || KNOWN.iter().flat_map(|name| [tree.root.join(name), tree.top.join(name)]);
                let file = match named {
                    Some(places) => places.into_iter().find(|place| place.is_file()),
                    None => usual().find(|place| place.is_file()),
                };
                let none = || LockSearchError::NoLock { commit: commit.short().to_owned() };
                let pins = read(&file.ok_or_else(none)?, python)?;
                Ok(Self { label: revision.as_str().to_owned(), pins, root: tree.root })
            }
        }
    }
}

fn read(file: &Path, python: [u32; 3]) -> Result<Pins, LockSearchError> {
    let unreadable = |error| LockSearchError::Unreadable { file: file.to_owned(), error };
    let bytes = fs::read(file).map_err(unreadable)?;
    let unusable = |why| LockSearchError::Unusable { file: file.to_owned(), why };
    let text =
        String::from_utf8(bytes).map_err(|_| unusable(UnusableLock::Malformed("it is not UTF-8".into())))?;
    pins(file, &text, python).map_err(unusable)
}
