//! How a checkout stands, as texts that are kept.

use super::command::git_offline;
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// Names of files, and what git is asked for them.
const ASKED: [(&str, &[&str]); 4] = [
    ("git-status.txt", &["status", "--porcelain=v2", "--branch", "--untracked-files=all"]),
    ("git-log.txt", &["log", "-50", "--date=iso-strict", "--format=%H %ad %an%n    %s", "--name-status"]),
    ("git-changes.diff", &["diff", "HEAD", "--no-color", "--no-ext-diff", "--no-textconv"]),
    ("git-reflog.txt", &["reflog", "-50", "--date=iso-strict"]),
];

impl Repository {
    /// Where the branch stands, what came last, and what is not committed: each a file's name and its text, or why there is none.
    pub fn standing(&self, interrupt: &Interrupt) -> Vec<(&'static str, Result<String, GitError>)> {
        let text = |arguments: &[&str]| {
            git_offline(&self.top, arguments, interrupt)
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        ASKED.iter().map(|(name, arguments)| (*name, text(arguments))).collect()
    }
}
