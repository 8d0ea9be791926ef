//! Files and history of commits, read from the repository's own store: nothing is checked out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::command::git_whole;
use super::commit::Commit;
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobEntry {
    /// Relative to the target's root.
    pub path: PathBuf,
    /// Its contents' hash.
    pub hash: String,
}

/// What one commit did to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The one that changed it.
    pub commit: Commit,
    /// Contents before and after, of each of the paths that changed; None where there was no file.
    pub blobs: Vec<[Option<String>; 2]>,
}

impl Repository {
    /// The commit's files below the target's root, as far as `wanted` takes them; links and submodules left out.
    ///
    /// # Errors
    /// Where git fails.
    pub fn files(
        &self,
        commit: &str,
        wanted: impl Fn(&Path) -> bool,
        interrupt: &Interrupt,
    ) -> Result<Vec<BlobEntry>, GitError> {
        let inside = self.inside.to_string_lossy();
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit];
        if !inside.is_empty() {
            arguments.push(&inside);
        }
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|line| {
            let line = std::str::from_utf8(line).ok()?;
            let (about, path) = line.split_once('\t')?;
            let [mode, "blob", hash] = about.split(' ').collect::<Vec<_>>()[..] else { return None };
            let path = Path::new(path).strip_prefix(&self.inside).ok()?;
            (mode.starts_with("100") && wanted(path))
                .then(|| BlobEntry { path: path.to_owned(), hash: hash.to_owned() })
        });
        Ok(entries.collect())
    }

    /// The contents of blobs.
    ///
    /// # Errors
    /// Where git fails, or one is missing: a partial clone.
    pub fn contents(
        &self,
        hashes: &[&str],
        interrupt: &Interrupt,
    ) -> Result<HashMap<String, Vec<u8>>, GitError> {
        if hashes.is_empty() {
            return Ok(HashMap::new());
        }
        let answer = git_whole(&self.top, &["cat-file", "--batch"], hashes.join("\n").as_bytes(), interrupt)?;
        batched(&answer).ok_or_else(|| GitError::Damaged {
            arguments: "cat-file --batch".into(),
            repository: self.top.clone(),
            said: "an object is missing".into(),
        })
    }

    /// The first-parent history of `head` that `base` does not have, oldest first.
    ///
    /// # Errors
    /// Where git fails.
    pub fn between(&self, base: &str, head: &str, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
        let without = format!("^{base}");
        let arguments = ["rev-list", "--first-parent", "--reverse", head, &without];
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    /// The first-parent history of HEAD, oldest first.
    ///
    /// # Errors
    /// Where git fails.
    pub fn first_parents(&self, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
        let arguments = ["rev-list", "--first-parent", "--reverse", "--end-of-options", "HEAD"];
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    /// The first parent; None for a root commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn parent(&self, commit: &str, interrupt: &Interrupt) -> Result<Option<String>, GitError> {
        let arguments = ["rev-list", "--parents", "--max-count=1", "--end-of-options", commit];
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        Ok(String::from_utf8_lossy(&listed).split_whitespace().nth(1).map(str::to_owned))
    }

    /// The commits of the first-parent history of HEAD that changed one of these files (relative to the target's root),
    /// newest first.
    ///
    /// # Errors
    /// Where git fails.
    pub fn changes(&self, files: &[PathBuf], interrupt: &Interrupt) -> Result<Vec<FileChange>, GitError> {
        // A name with a star in it shall mean itself.
        let paths: Vec<String> = files
            .iter()
            .map(|file| format!(":(top,literal){}", self.inside.join(file).to_string_lossy()))
            .collect();
        let mut arguments = vec![
            "log",
            "--first-parent",
            "-m",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--no-color",
            "--no-show-signature",
            "--format=commit %H %s",
            "--end-of-options",
            "HEAD",
            "--",
        ];
        arguments.extend(paths.iter().map(String::as_str));
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        Ok(changes(&String::from_utf8_lossy(&listed)))
    }
}

/// `HASH blob SIZE`, a line end, the bytes, a line end; again and again.
fn batched(answer: &[u8]) -> Option<HashMap<String, Vec<u8>>> {
    let mut found = HashMap::new();
    let mut rest = answer;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(&rest[..end]).ok()?;
        let [hash, "blob", size] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
        let from = end + 1;
        let to = from.checked_add(size.parse().ok()?)?;
        found.insert(hash.to_owned(), rest.get(from..to)?.to_owned());
        rest = rest.get(to + 1..)?;
    }
    Some(found)
}

fn changes(listed: &str) -> Vec<FileChange> {
    let mut found: Vec<FileChange> = Vec::new();
    for line in listed.lines() {
        if let Some(commit) = line.strip_prefix("commit ") {
            let (hash, subject) = commit.split_once(' ').unwrap_or((commit, ""));
            let commit = Commit { hash: hash.to_owned(), subject: subject.to_owned() };
            found.push(FileChange { commit, blobs: Vec::new() });
        } else if let Some(change) = line.strip_prefix(':')
            && let [_, _, old, new, _] = change.splitn(5, ' ').collect::<Vec<_>>()[..]
            && let Some(last) = found.last_mut()
        {
            let there = |hash: &str| (!hash.bytes().all(|digit| digit == b'0')).then(|| hash.to_owned());
            last.blobs.push([there(old), there(new)]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_taken_apart_by_its_sizes() {
        let found = batched(b"aa blob 3\n\nx\n\nbb blob 0\n\n").expect("two blobs");
        assert_eq!((found["aa"].as_slice(), found["bb"].as_slice()), (&b"\nx\n"[..], &b""[..]));
        assert!(batched(b"aa missing\n").is_none() && batched(b"aa blob 9\nx\n").is_none());
    }

    #[test]
    fn changes_of_a_file_are_read() {
        let reported = "commit c2 Two words\n\n:100644 000000 b1 00 D\tm.py\n:000000 100644 00 b2 A\tm/__init__.py\ncommit c1 \n";
        let found = changes(reported);
        assert_eq!((found[0].commit.subject.as_str(), found[1].commit.subject.as_str()), ("Two words", ""));
        assert_eq!(found[0].blobs, [[Some("b1".into()), None], [None, Some("b2".into())]]);
    }
}
