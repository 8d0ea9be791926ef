//! Names that a person may mean: branches, tags, and what was fetched.

use std::path::Path;

use super::command::git_whole;
use super::error::GitError;
use crate::process::Interrupt;

/// Of more than so many, nobody reads the list.
const MOST: &str = "--count=500";

/// They, of the repository around a folder, as one writes them.
///
/// # Errors
/// Where there is none, or git fails.
pub fn names(folder: &Path, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
    let asked =
        ["for-each-ref", MOST, "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"];
    let answer = git_whole(folder, &asked, b"", interrupt)?;
    Ok(String::from_utf8_lossy(&answer).lines().map(str::to_owned).collect())
}
