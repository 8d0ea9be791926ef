//! A clone in a scratch folder, to change and to commit in: nothing of it reaches the repository that it is of.

use std::path::{Path, PathBuf};

use super::command::git;
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// The branch that the clone is on.
const BRANCH: &str = "drill";
/// One that is kept beside it.
const FAULT: &str = "fault";

/// Where the objects of a clone are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objects {
    /// In the repository that it is of: for a clone that does not outlive this run.
    Shared,
    /// In itself.
    Own,
}

/// A clone with one branch and no remote.
#[derive(Clone, Debug)]
pub struct ScratchClone {
    /// Its top folder.
    pub top: PathBuf,
    /// The commit that it was made at, a whole hash.
    pub base: String,
}

impl Repository {
    /// Makes a clone of HEAD in a folder that is not there yet.
    ///
    /// # Errors
    /// Where git fails, there is no commit yet, or Ctrl-C came.
    pub fn clone_into(
        &self,
        folder: &Path,
        objects: Objects,
        interrupt: &Interrupt,
    ) -> Result<ScratchClone, GitError> {
        let base = self.commit_of_head(interrupt)?.hash;
        let (from, to) = (self.top.display().to_string(), folder.display().to_string());
        let shared: &[&str] = if objects == Objects::Shared { &["--shared"] } else { &[] };
        let words = ["--quiet", "--no-tags", "--no-checkout", "--", &from, &to];
        git(&self.top, &[&["clone"], shared, &words].concat(), &[], interrupt)?;
        let clone = ScratchClone { top: folder.to_owned(), base };
        let settings = [
            ("user.name", "vitals drill"),
            ("user.email", "drill@localhost"),
            ("commit.gpgSign", "false"),
            ("core.hooksPath", "/dev/null"),
        ];
        for (key, value) in settings {
            git(folder, &["config", key, value], &[], interrupt)?;
        }
        git(folder, &["remote", "remove", "origin"], &[], interrupt)?;
        clone.begin_again(interrupt)?;
        Ok(clone)
    }

    /// What git keeps of this repository and its checkout, as one text: refs, HEAD, the index, and the state of each file.
    ///
    /// # Errors
    /// Where git fails, or Ctrl-C came.
    pub fn imprint(&self, interrupt: &Interrupt) -> Result<String, GitError> {
        let mut all = String::new();
        for words in [
            &["symbolic-ref", "--quiet", "HEAD"][..],
            &["rev-parse", "HEAD"],
            &["for-each-ref"],
            &["ls-files", "--stage"],
            &["status", "--porcelain=v2", "--untracked-files=all"],
            &["diff", "--no-ext-diff", "--no-textconv"],
        ] {
            match super::command::git_whole(&self.top, words, b"", interrupt) {
                Ok(text) => all.push_str(&String::from_utf8_lossy(&text)),
                Err(GitError::Interrupted) => return Err(GitError::Interrupted),
                // A detached HEAD has no name.
                Err(_) if words[0] == "symbolic-ref" => all.push_str("detached"),
                Err(error) => return Err(error),
            }
            all.push('\n');
        }
        Ok(all)
    }
}

impl ScratchClone {
    /// Back to the commit that it was made at, with no other file.
    ///
    /// # Errors
    /// Where git fails, or Ctrl-C came.
    pub fn begin_again(&self, interrupt: &Interrupt) -> Result<(), GitError> {
        for words in self.words_to_begin_again() {
            git(&self.top, &words, &[], interrupt)?;
        }
        Ok(())
    }

    /// Commits all that was changed, and gives the commit's hash.
    ///
    /// # Errors
    /// Where git fails, or Ctrl-C came.
    pub fn commit(&self, subject: &str, interrupt: &Interrupt) -> Result<String, GitError> {
        git(&self.top, &["add", "--all"], &[], interrupt)?;
        git(&self.top, &["commit", "--quiet", "-m", subject], &[], interrupt)?;
        Ok(git(&self.top, &["rev-parse", "HEAD"], &[], interrupt)?.text().trim().to_owned())
    }

    /// Keeps HEAD as a branch of its own, and gives its name.
    ///
    /// # Errors
    /// Where git fails, or Ctrl-C came.
    pub fn keep_fault(&self, interrupt: &Interrupt) -> Result<&'static str, GitError> {
        git(&self.top, &["branch", "--quiet", "--force", FAULT, "HEAD"], &[], interrupt)?;
        Ok(FAULT)
    }

    /// What git is asked for to go back to the commit that it was made at, with no other file: the words of each command.
    pub fn words_to_begin_again(&self) -> [Vec<&str>; 2] {
        [
            vec!["checkout", "--quiet", "--force", "-B", BRANCH, &self.base],
            vec!["clean", "--quiet", "-d", "--force"],
        ]
    }
}
