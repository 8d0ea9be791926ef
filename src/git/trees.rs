//! Trees and commits that are made without a checkout: by an index of their own.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::command::git_whole;
use super::error::GitError;
use super::repository::Repository;
use super::writing::write;
use crate::process::Interrupt;

/// An entry of an index: a path, and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the top.
    pub path: PathBuf,
    /// Mode and hash; None where it is taken out.
    pub content: Option<(String, String)>,
}

fn own(index: &Path) -> [(&'static str, OsString); 1] {
    [("GIT_INDEX_FILE", index.as_os_str().to_owned())]
}

fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

impl Repository {
    /// Fills an index with a tree.
    ///
    /// # Errors
    /// Where git fails.
    pub fn fill_index(&self, index: &Path, tree: &str) -> Result<(), GitError> {
        write(&self.top, &["read-tree", tree], &own(index), b"").map(drop)
    }

    /// Sets entries of an index, the checkout's where none is named; files stay as they are.
    ///
    /// # Errors
    /// Where git fails.
    pub fn set_entries(&self, index: Option<&Path>, entries: &[Entry]) -> Result<(), GitError> {
        if entries.is_empty() {
            return Ok(());
        }
        let variables: Vec<_> = index.into_iter().flat_map(own).collect();
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for Entry { path, content } in entries {
            let input = match content {
                Some((mode, hash)) => {
                    come.extend_from_slice(format!("{mode} {hash} 0\t").as_bytes());
                    &mut come
                }
                None => &mut gone,
            };
            input.extend_from_slice(path.as_os_str().as_bytes());
            input.push(0);
        }
        // What goes first: a file may come where a folder was.
        if !gone.is_empty() {
            write(&self.top, &["update-index", "--force-remove", "-z", "--stdin"], &variables, &gone)?;
        }
        if !come.is_empty() {
            write(&self.top, &["update-index", "-z", "--index-info"], &variables, &come)?;
        }
        Ok(())
    }

    /// The tree that an index holds, as an object.
    ///
    /// # Errors
    /// Where git fails.
    pub fn tree_of_index(&self, index: &Path) -> Result<String, GitError> {
        write(&self.top, &["write-tree"], &own(index), b"").map(|hash| line(&hash))
    }

    /// What the checkout's index holds of some paths.
    ///
    /// # Errors
    /// Where git fails.
    pub fn staged(
        &self,
        wanted: impl Fn(&Path) -> bool,
        interrupt: &Interrupt,
    ) -> Result<Vec<Entry>, GitError> {
        let listed = git_whole(&self.top, &["ls-files", "--stage", "-z"], b"", interrupt)?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|entry| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let about = std::str::from_utf8(&entry[..tab]).ok()?;
            let (mode, hash) = about.split_once(' ')?;
            let path = PathBuf::from(OsStr::from_bytes(&entry[tab + 1..]));
            let hash = hash.split(' ').next()?.to_owned();
            wanted(&path).then(|| Entry { path, content: Some((mode.to_owned(), hash)) })
        });
        Ok(entries.collect())
    }

    /// Bytes as an object, without any filter.
    ///
    /// # Errors
    /// Where git fails.
    pub fn keep_bytes(&self, bytes: &[u8]) -> Result<String, GitError> {
        write(&self.top, &["hash-object", "-w", "--stdin"], &[], bytes).map(|hash| line(&hash))
    }

    /// Files as objects, byte for byte without any filter, in the same order.
    ///
    /// # Errors
    /// Where git fails.
    pub fn keep_files(&self, paths: &[&Path]) -> Result<Vec<String>, GitError> {
        let mut input = Vec::new();
        for path in paths {
            input.extend_from_slice(path.as_os_str().as_bytes());
            input.push(b'\n');
        }
        let hashes = write(&self.top, &["hash-object", "-w", "--no-filters", "--stdin-paths"], &[], &input)?;
        Ok(String::from_utf8_lossy(&hashes).lines().map(str::to_owned).collect())
    }

    /// A commit that nothing points at yet. `signed` where the user signs commits, which `commit-tree` does not look up itself.
    ///
    /// # Errors
    /// Where git refuses: no name of an author, no key.
    pub fn make_commit(
        &self,
        tree: &str,
        parents: &[&str],
        message: &str,
        variables: &[(&str, OsString)],
        signed: bool,
    ) -> Result<String, GitError> {
        let mut arguments = vec!["commit-tree", tree];
        for parent in parents {
            arguments.extend(["-p", parent]);
        }
        if signed {
            arguments.push("-S");
        }
        arguments.extend(["-F", "-"]);
        write(&self.top, &arguments, variables, message.as_bytes()).map(|hash| line(&hash))
    }

    /// The entries of a tree below some paths.
    ///
    /// # Errors
    /// Where git fails.
    pub fn entries(
        &self,
        tree: &str,
        paths: &[String],
        interrupt: &Interrupt,
    ) -> Result<Vec<Entry>, GitError> {
        let mut arguments =
            vec!["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree, "--"];
        arguments.extend(paths.iter().map(String::as_str));
        let listed = git_whole(&self.top, &arguments, b"", interrupt)?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|entry| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let about = std::str::from_utf8(&entry[..tab]).ok()?;
            let mut words = about.split(' ');
            let (mode, hash) = (words.next()?, words.nth(1)?);
            let path = PathBuf::from(OsStr::from_bytes(&entry[tab + 1..]));
            Some(Entry { path, content: Some((mode.to_owned(), hash.to_owned())) })
        });
        Ok(entries.collect())
    }

    /// The tree of `ours` with what differs from `base` to `theirs`; None where that conflicts.
    ///
    /// # Errors
    /// Where git fails, or is older than 2.40.
    pub fn merged_tree(&self, base: &str, ours: &str, theirs: &str) -> Result<Option<String>, GitError> {
        let base = format!("--merge-base={base}");
        let arguments =
            ["merge-tree", "--write-tree", "--no-messages", &base, "--end-of-options", ours, theirs];
        match write(&self.top, &arguments, &[], b"") {
            Ok(hash) => Ok(Some(line(&hash))),
            // Status 1 is a conflict, without words on standard error.
            Err(GitError::Failed { said, .. }) if said == "it said nothing" => Ok(None),
            Err(other) => Err(other),
        }
    }
}
