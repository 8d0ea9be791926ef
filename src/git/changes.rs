//! What differs: between two trees, and between HEAD and what lies in the checkout.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::command::git_whole;
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// A path that differs between two trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Relative to the top.
    pub path: PathBuf,
    /// Mode and hash on each side; None where it is not there.
    pub sides: [Option<(String, String)>; 2],
}

impl Changed {
    /// It is a submodule on one side.
    pub fn is_submodule(&self) -> bool {
        self.sides.iter().flatten().any(|(mode, _)| mode == "160000")
    }
}

/// What in the checkout is not as HEAD has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dirt {
    /// The index differs from HEAD.
    pub staged: BTreeSet<PathBuf>,
    /// The file differs from the index.
    pub edited: BTreeSet<PathBuf>,
    /// Not in the index, and not ignored.
    pub untracked: BTreeSet<PathBuf>,
    /// Git was asked to look away: assume-unchanged, skip-worktree.
    pub hidden: BTreeSet<PathBuf>,
}

impl Dirt {
    /// Nothing of it.
    pub fn is_clean(&self) -> bool {
        self.staged.is_empty() && self.edited.is_empty() && self.untracked.is_empty()
    }

    /// Whether a path is among it.
    pub fn has(&self, path: &PathBuf) -> bool {
        [&self.staged, &self.edited, &self.untracked, &self.hidden].iter().any(|set| set.contains(path))
    }
}

fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}

impl Repository {
    /// What differs between two trees or commits, renames as two paths.
    ///
    /// # Errors
    /// Where git fails.
    pub fn differences(&self, sides: [&str; 2], interrupt: &Interrupt) -> Result<Vec<Changed>, GitError> {
        let [from, to] = sides;
        let arguments =
            ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--end-of-options", from, to];
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        let mut words = listed.split(|byte| *byte == 0);
        let mut found = Vec::new();
        while let (Some(about), Some(name)) = (words.next(), words.next()) {
            let about = String::from_utf8_lossy(about);
            let about: Vec<&str> = about.trim_start_matches(':').split(' ').collect();
            let [old_mode, new_mode, old, new, _] = about[..] else { continue };
            let side =
                |mode: &str, hash: &str| (mode != "000000").then(|| (mode.to_owned(), hash.to_owned()));
            found.push(Changed { path: path(name), sides: [side(old_mode, old), side(new_mode, new)] });
        }
        Ok(found)
    }

    /// What in the checkout is not as HEAD has it; ignored files left out.
    ///
    /// # Errors
    /// Where git fails.
    pub fn dirt(&self, interrupt: &Interrupt) -> Result<Dirt, GitError> {
        let arguments = [
            "status",
            "--porcelain=v2",
            "-z",
            "--untracked-files=all",
            "--ignore-submodules=dirty",
            "--no-renames",
        ];
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        let mut dirt = Dirt { hidden: self.hidden(interrupt)?, ..Dirt::default() };
        for line in listed.split(|byte| *byte == 0) {
            match line {
                [b'?', b' ', name @ ..] => {
                    dirt.untracked.insert(path(name));
                }
                [b'1', b' ', staged, edited, b' ', ..] => {
                    let Some(name) = line.splitn(9, |byte| *byte == b' ').nth(8) else { continue };
                    if *staged != b'.' {
                        dirt.staged.insert(path(name));
                    }
                    if *edited != b'.' {
                        dirt.edited.insert(path(name));
                    }
                }
                _ => {}
            }
        }
        Ok(dirt)
    }

    fn hidden(&self, interrupt: &Interrupt) -> Result<BTreeSet<PathBuf>, GitError> {
        let listed = git_whole(&self.top, &["ls-files", "-v", "-z"], b"", interrupt)?;
        let lines = listed.split(|byte| *byte == 0);
        let flagged = lines.filter_map(|line| match line {
            [flag, b' ', name @ ..] if flag.is_ascii_lowercase() || *flag == b'S' => Some(path(name)),
            _ => None,
        });
        Ok(flagged.collect())
    }
}
