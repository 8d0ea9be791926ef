//! Trees that a plan needs and the repository does not have: their objects lie in a folder of the run's own.

use std::path::{Path, PathBuf};

use super::command::{git, git_answering, git_whole_with};
use super::commit::Commit;
use super::error::GitError;
use super::repository::Repository;
use crate::process::{Interrupt, Scratch};

/// A folder of objects, beside those of the repository, which stays as it is.
#[derive(Clone, Debug)]
pub struct OwnObjects {
    folder: PathBuf,
    index: PathBuf,
    repository: PathBuf,
}

/// What one commit did, taken out of another's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The tree without it.
    Tree(String),
    /// Later commits changed the same lines of these files.
    Conflict(Vec<String>),
}

impl OwnObjects {
    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn variables(&self) -> [(&'static str, &Path); 3] {
        [
            ("GIT_OBJECT_DIRECTORY", &self.folder),
            ("GIT_ALTERNATE_OBJECT_DIRECTORIES", &self.repository),
            ("GIT_INDEX_FILE", &self.index),
        ]
    }
}

impl Repository {
    /// A folder for objects below the scratch folder.
    ///
    /// # Errors
    /// Where git fails, or the disk is full.
    pub fn own_objects(&self, scratch: &Scratch, interrupt: &Interrupt) -> Result<OwnObjects, GitError> {
        let folder = scratch
            .folder("objects")
            .map_err(|error| GitError::NotWritten { folder: std::env::temp_dir(), error: error.into() })?;
        let repository = self.common_directory(interrupt)?.join("objects");
        Ok(OwnObjects { folder, index: scratch.place("index"), repository })
    }

    /// The commit that HEAD is.
    ///
    /// # Errors
    /// Where there is none yet, or git fails.
    pub fn commit_of_head(&self, interrupt: &Interrupt) -> Result<Commit, GitError> {
        self.named_commit("HEAD", interrupt)
    }

    /// The tree of a commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn tree_hash(&self, commit: &str, interrupt: &Interrupt) -> Result<String, GitError> {
        let wanted = format!("{commit}^{{tree}}");
        let asked = ["rev-parse", "--verify", "--end-of-options", &wanted];
        Ok(git(&self.top, &asked, &[], interrupt)?.text().trim().to_owned())
    }

    /// The tree of `head` with these paths as another commit has them.
    ///
    /// # Errors
    /// Where git fails.
    pub fn tree_with(
        &self,
        head: &str,
        (commit, paths): (&str, &[String]),
        objects: &OwnObjects,
        interrupt: &Interrupt,
    ) -> Result<String, GitError> {
        let variables = objects.variables();
        git(&self.top, &["read-tree", head], &variables, interrupt)?;
        let mut asked = vec!["--literal-pathspecs", "diff-tree", "-r", "-z", "--raw", "--no-renames"];
        asked.extend(["--no-abbrev", "--end-of-options", head, commit, "--"]);
        asked.extend(paths.iter().map(String::as_str));
        let changed = git_whole_with(&self.top, &asked, b"", &variables, interrupt)?;
        let [gone, come] = index_lines(&changed);
        // What goes first: a file may come where a folder was.
        for lines in [gone, come] {
            let set = ["update-index", "-z", "--index-info"];
            git_whole_with(&self.top, &set, &lines, &variables, interrupt)?;
        }
        Ok(git(&self.top, &["write-tree"], &variables, interrupt)?.text().trim().to_owned())
    }

    /// The tree of `head` without what one commit did to its first parent.
    ///
    /// # Errors
    /// Where git fails, or is older than 2.40.
    pub fn tree_without(
        &self,
        head: &str,
        commit: &str,
        objects: &OwnObjects,
        interrupt: &Interrupt,
    ) -> Result<Taken, GitError> {
        let base = format!("--merge-base={commit}");
        let parent = format!("{commit}^");
        let asked = [
            "merge-tree",
            "--write-tree",
            "--name-only",
            "--no-messages",
            &base,
            "--end-of-options",
            head,
            &parent,
        ];
        let (code, said) = git_answering(&self.top, &asked, &objects.variables(), interrupt)?;
        let mut lines = said.lines().map(str::to_owned);
        let tree = lines.next().unwrap_or_default();
        Ok(if code == Some(0) { Taken::Tree(tree) } else { Taken::Conflict(lines.collect()) })
    }

    /// Paths that differ between two trees, relative to the top; bytes that are not UTF-8 as `\xNN`.
    ///
    /// # Errors
    /// Where git fails.
    pub fn paths_between(
        &self,
        [one, other]: [&str; 2],
        objects: &OwnObjects,
        interrupt: &Interrupt,
    ) -> Result<Vec<String>, GitError> {
        let asked = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", one, other];
        let listed = git_whole_with(&self.top, &asked, b"", &objects.variables(), interrupt)?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(written).collect())
    }
}

/// A name as text.
fn written(name: &[u8]) -> String {
    let escaped = |byte: &u8| format!("\\x{byte:02x}");
    name.utf8_chunks()
        .flat_map(|chunk| {
            let invalid: String = chunk.invalid().iter().map(escaped).collect();
            [chunk.valid().to_owned(), invalid]
        })
        .collect()
}

/// What `update-index --index-info` reads: entries that go, and entries that come.
fn index_lines(changed: &[u8]) -> [Vec<u8>; 2] {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let mut words = changed.split(|byte| *byte == 0);
    while let (Some(about), Some(name)) = (words.next(), words.next()) {
        let about = String::from_utf8_lossy(about);
        let fields: Vec<&str> = about.split(' ').collect();
        let [_, mode, _, hash, _] = fields[..] else { continue };
        let (lines, mode) = if mode == "000000" { (&mut gone, "0") } else { (&mut come, mode) };
        lines.extend_from_slice(format!("{mode} {hash}\t").as_bytes());
        lines.extend_from_slice(name);
        lines.push(0);
    }
    [gone, come]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_stands_apart_from_what_comes() {
        let changed = b":100644 000000 aa 00 D\0old/x.py\0:000000 100755 00 bb A\0old\0";
        let [gone, come] = index_lines(changed);
        assert_eq!((&gone[..], &come[..]), (&b"0 00\told/x.py\0"[..], &b"100755 bb\told\0"[..]));
        assert_eq!(written(b"a\xff.py"), "a\\xff.py");
    }
}
