//! Files of git-lfs, which only git-lfs can write.

use super::changes::Changed;
use super::command::git_whole;
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// How such a pointer begins.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// A pointer is never longer.
const LONGEST: u64 = 1024;

impl Repository {
    /// Those of the changed paths that are pointers on the second side.
    ///
    /// # Errors
    /// Where git fails.
    pub fn lfs_pointers<'a>(
        &self,
        changed: &'a [Changed],
        interrupt: &Interrupt,
    ) -> Result<Vec<&'a Changed>, GitError> {
        let blob = |change: &'a Changed| {
            let (mode, hash) = change.sides[1].as_ref()?;
            mode.starts_with("100").then_some((change, hash.as_str()))
        };
        let blobs: Vec<(&Changed, &str)> = changed.iter().filter_map(blob).collect();
        let asked: Vec<&str> = blobs.iter().map(|(_, hash)| *hash).collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let sizes = ["cat-file", "--batch-check=%(objectname) %(objectsize)"];
        let sizes = git_whole(&self.top, &sizes, asked.join("\n").as_bytes(), interrupt)?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        let small = |line: &&str| {
            line.split(' ').nth(1).and_then(|size| size.parse().ok()).is_some_and(|size: u64| size <= LONGEST)
        };
        let mut small: Vec<&str> =
            sizes.lines().filter(small).filter_map(|line| line.split(' ').next()).collect();
        small.sort_unstable();
        small.dedup();
        let contents = self.contents(&small, interrupt)?;
        let is_pointer = |hash: &str| contents.get(hash).is_some_and(|content| content.starts_with(POINTER));
        Ok(blobs.into_iter().filter(|(_, hash)| is_pointer(hash)).map(|(change, _)| change).collect())
    }
}
