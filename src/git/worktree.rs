//! A worktree of git's own, for what asks git: it is locked as long as it is there, and nothing of it stays.

use std::fs;
use std::path::{Path, PathBuf};

use super::command::git;
use super::error::GitError;
use super::repository::Repository;
use crate::process::{Interrupt, Scratch, is_scratch};

/// Who makes the commit that a worktree stands at: it is kept nowhere.
const NOBODY: [(&str, &str); 4] = [
    ("GIT_AUTHOR_NAME", "vitals"),
    ("GIT_AUTHOR_EMAIL", "vitals@localhost"),
    ("GIT_COMMITTER_NAME", "vitals"),
    ("GIT_COMMITTER_EMAIL", "vitals@localhost"),
];
/// Why it is locked, for whoever looks.
const REASON: &str = "a check of vitals runs here";
/// Where a git process finds objects that the repository does not have.
pub const MORE_OBJECTS: &str = "GIT_ALTERNATE_OBJECT_DIRECTORIES";

/// A worktree, which is removed where this is dropped.
#[derive(Debug)]
pub struct Worktree {
    /// Its top folder.
    pub top: PathBuf,
    /// The folder of the objects that the repository does not have: each git process in it needs [`MORE_OBJECTS`].
    pub objects: PathBuf,
    marks: PathBuf,
}

impl Repository {
    /// A worktree whose HEAD is a commit with this tree, after the one that HEAD is here. No hook runs.
    ///
    /// # Errors
    /// Where git fails, or there is no room.
    pub fn add_worktree(
        &self,
        (tree, objects): (&str, Option<&Path>),
        scratch: &Scratch,
        interrupt: &Interrupt,
    ) -> Result<Worktree, GitError> {
        let no_room = |error: std::io::Error| GitError::NotWritten {
            folder: std::env::temp_dir(),
            error: error.into(),
        };
        // Where the tool was killed, its mark is still there.
        self.remove_lost_worktrees(interrupt)?;
        let objects = objects.map_or_else(|| scratch.folder("objects"), |folder| Ok(folder.to_owned()));
        let objects = objects.map_err(no_room)?;
        let usual = self.common_directory(interrupt)?.join("objects");
        let mut variables: Vec<(&str, &Path)> = NOBODY.map(|(name, value)| (name, Path::new(value))).into();
        variables.extend([("GIT_OBJECT_DIRECTORY", &*objects), (MORE_OBJECTS, &*usual)]);
        let head = self.commit_of_head(interrupt)?;
        let made = ["commit-tree", "-p", &head.hash, "-m", "A tree that vitals verifies", tree];
        let commit = git(&self.top, &made, &variables, interrupt)?.text().trim().to_owned();
        // Before it is made: what is begun is removed too.
        let worktree = Worktree {
            top: scratch.place("worktree"),
            objects,
            marks: self.common_directory(interrupt)?.join("worktrees"),
        };
        let top = worktree.top.display().to_string();
        let add = ["worktree", "add", "--quiet", "--detach", "--lock", "--reason", REASON, &top, &commit];
        git(&self.top, &add, &[(MORE_OBJECTS, &worktree.objects)], interrupt)?;
        Ok(worktree)
    }

    /// Removes git's marks of worktrees whose folder was a run's own and is gone: git keeps those that are locked. Gives how many.
    ///
    /// # Errors
    /// Where git does not say where they are.
    pub fn remove_lost_worktrees(&self, interrupt: &Interrupt) -> Result<usize, GitError> {
        Ok(remove_lost(&self.common_directory(interrupt)?.join("worktrees")))
    }
}

fn remove_lost(marks: &Path) -> usize {
    let entries = fs::read_dir(marks).into_iter().flatten().filter_map(Result::ok);
    let lost = entries.map(|entry| entry.path()).filter(|mark| is_lost(mark));
    let removed = lost.filter(|mark| fs::remove_dir_all(mark).is_ok()).count();
    // As git does with an empty one.
    let _ = fs::remove_dir(marks);
    removed
}

/// Whether the folder of a worktree was a run's own, and is no more.
fn is_lost(mark: &Path) -> bool {
    let Ok(written) = fs::read_to_string(mark.join("gitdir")) else { return false };
    let file = Path::new(written.trim_end_matches('\n'));
    // Git makes the folder before it writes where it is.
    file.ancestors().any(is_scratch) && file.parent().is_some_and(|top| !top.exists())
}

impl Drop for Worktree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.top);
        remove_lost(&self.marks);
    }
}
