//! Commits between two points, with who made them; and the newest that touched some paths.

use super::command::git_offline;
use super::commit::{DatedCommit, dated};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// A commit with its author and its parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCommit {
    /// Hash, subject and time.
    pub dated: DatedCommit,
    /// Without the address.
    pub author: String,
    /// How many parents it has.
    pub parents: usize,
}

/// Fields end with a character that no name and no subject has.
const FORMAT: &str = "--format=%H%x1f%ct%x1f%P%x1f%an%x1f%s";

impl Repository {
    /// Commits of `to` that `from` has not, newest first; with paths only those that changed one of them.
    ///
    /// # Errors
    /// Where git fails.
    pub fn commits_between(
        &self,
        from: &str,
        to: &str,
        paths: &[String],
        interrupt: &Interrupt,
    ) -> Result<Vec<LoggedCommit>, GitError> {
        let without = format!("^{from}");
        self.logged(&[to, &without], paths, interrupt)
    }

    /// One commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn logged_commit(&self, hash: &str, interrupt: &Interrupt) -> Result<Option<LoggedCommit>, GitError> {
        Ok(self.logged(&["--max-count=1", hash], &[], interrupt)?.into_iter().next())
    }

    /// The newest commits, at most so many, of HEAD's history that changed one of these paths.
    ///
    /// # Errors
    /// Where git fails.
    pub fn last_changed(
        &self,
        paths: &[String],
        interrupt: &Interrupt,
    ) -> Result<Option<LoggedCommit>, GitError> {
        Ok(self.logged(&["--max-count=1", "HEAD"], paths, interrupt)?.into_iter().next())
    }

    /// The newest commits of HEAD's history, at most so many.
    ///
    /// # Errors
    /// Where git fails.
    pub fn newest(&self, most: usize, interrupt: &Interrupt) -> Result<Vec<DatedCommit>, GitError> {
        let most = format!("--max-count={most}");
        Ok(self.logged(&[&most, "HEAD"], &[], interrupt)?.into_iter().map(|logged| logged.dated).collect())
    }

    /// HEAD's history, newest first: hashes alone.
    ///
    /// # Errors
    /// Where git fails.
    pub fn history_of_head(&self, interrupt: &Interrupt) -> Result<Vec<String>, GitError> {
        let listed = git_offline(&self.top, &["rev-list", "--topo-order", "HEAD"], interrupt)?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    fn logged(
        &self,
        which: &[&str],
        paths: &[String],
        interrupt: &Interrupt,
    ) -> Result<Vec<LoggedCommit>, GitError> {
        let mut asked =
            vec!["--literal-pathspecs", "log", "--topo-order", "--no-show-signature", "--no-color"];
        asked.extend(["--no-patch", FORMAT]);
        asked.extend(which);
        asked.push("--");
        asked.extend(paths.iter().map(String::as_str));
        let listed = git_offline(&self.top, &asked, interrupt)?;
        Ok(String::from_utf8_lossy(&listed).lines().filter_map(logged).collect())
    }
}

fn logged(line: &str) -> Option<LoggedCommit> {
    let mut fields = line.splitn(5, '\u{1f}');
    let (hash, seconds, parents) = (fields.next()?, fields.next()?, fields.next()?);
    let (author, subject) = (fields.next()?, fields.next()?);
    Some(LoggedCommit {
        dated: dated(hash, seconds, subject),
        author: author.to_owned(),
        parents: parents.split_whitespace().count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_is_known_by_its_parents() {
        let merge = logged("aa\u{1f}9\u{1f}bb cc\u{1f}Ada L\u{1f}Merge it").expect("a commit");
        assert_eq!((merge.parents, merge.author.as_str()), (2, "Ada L"));
        assert_eq!(merge.dated.commit.subject, "Merge it");
        assert_eq!(logged("aa\u{1f}9\u{1f}\u{1f}A\u{1f}").map(|first| first.parents), Some(0));
    }
}
