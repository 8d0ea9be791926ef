//! The newest commits of a history: since another commit, or those that a text came or went with.

use super::command::git_offline;
use super::commit::{DatedCommit, dated};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

const FORMAT: &str = "--format=%H %ct %s";

impl Repository {
    /// How many commits HEAD has that `base` has not, and the newest of them.
    ///
    /// # Errors
    /// Where git fails.
    pub fn since(
        &self,
        base: &str,
        newest: usize,
        interrupt: &Interrupt,
    ) -> Result<(usize, Vec<DatedCommit>), GitError> {
        let without = format!("^{base}");
        let counted = git_offline(&self.top, &["rev-list", "--count", "HEAD", &without], interrupt)?;
        let count = String::from_utf8_lossy(&counted).trim().parse().unwrap_or(0);
        let most = format!("--max-count={newest}");
        let listed = ["log", &most, "--no-show-signature", "--no-color", FORMAT, "HEAD", &without, "--"];
        Ok((count, commits(&git_offline(&self.top, &listed, interrupt)?)))
    }

    /// The newest commit of HEAD's history that added or removed this text in a file of Python; None where there is none.
    ///
    /// # Errors
    /// Where git fails.
    pub fn touched(&self, text: &str, interrupt: &Interrupt) -> Result<Option<DatedCommit>, GitError> {
        let wanted = format!("-S{text}");
        let arguments = [
            "log",
            "--max-count=1",
            "--no-patch",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-color",
            &wanted,
            FORMAT,
            "HEAD",
            "--",
            ":(top,glob)**/*.py",
        ];
        Ok(commits(&git_offline(&self.top, &arguments, interrupt)?).into_iter().next())
    }

    /// A commit whose hash is known, with its time.
    ///
    /// # Errors
    /// Where git fails.
    pub fn dated(&self, hash: &str, interrupt: &Interrupt) -> Result<Option<DatedCommit>, GitError> {
        let arguments =
            ["log", "--max-count=1", "--no-patch", "--no-show-signature", "--no-color", FORMAT, hash, "--"];
        Ok(commits(&git_offline(&self.top, &arguments, interrupt)?).into_iter().next())
    }
}

fn commits(listed: &[u8]) -> Vec<DatedCommit> {
    let text = String::from_utf8_lossy(listed);
    let commit = |line: &str| {
        let (hash, rest) = line.split_once(' ')?;
        let (seconds, subject) = rest.split_once(' ').unwrap_or((rest, ""));
        Some(dated(hash, seconds, subject))
    };
    text.lines().filter_map(commit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_read_whatever_their_subject() {
        let found = commits(b"c2 1700000000 Two words\nc1 9 \nc0 99999999999999999999 far\n");
        let subjects: Vec<_> = found.iter().map(|found| found.commit.subject.as_str()).collect();
        assert_eq!(subjects, ["Two words", "", "far"]);
        let times: Vec<_> = found.iter().map(|found| found.committed.map(|time| time.as_second())).collect();
        assert_eq!(times, [Some(1_700_000_000), Some(9), None]);
    }
}
