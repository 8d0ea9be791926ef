//! Takes a line of a file in the checkout, gives the commit that it is from.

use std::path::Path;

use super::command::git_offline;
use super::commit::{DatedCommit, dated};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// Where a line of the checkout is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineOrigin {
    /// From this commit.
    Commit(DatedCommit),
    /// From this commit or an earlier one: the history that is here begins with it, and is not whole.
    AtTheEnd(DatedCommit),
    /// The line differs from HEAD, or is new.
    NotCommitted,
    /// Git does not track the file, nor is it to leave it out.
    NotTracked,
    /// The file is none of the repository's, or has no such line.
    Unknown,
}

impl Repository {
    /// Where a line is from. The path is relative to the top; lines count from 1.
    ///
    /// Nothing is fetched and no filter of a `diff` attribute is run. Commits that `blame.ignoreRevsFile` names are not passed over.
    ///
    /// # Errors
    /// Where git fails.
    pub fn blame(&self, file: &Path, line: u32, interrupt: &Interrupt) -> Result<LineOrigin, GitError> {
        self.blamed(None, file, line, interrupt)
    }

    /// The same for a line of a commit's file.
    ///
    /// # Errors
    /// Where git fails.
    pub fn blame_at(
        &self,
        commit: &str,
        file: &Path,
        line: u32,
        interrupt: &Interrupt,
    ) -> Result<LineOrigin, GitError> {
        self.blamed(Some(commit), file, line, interrupt)
    }

    /// Hashes of the commits after `base` of which lines are left in a file at `head`, each once, in the file's order; none where the
    /// file is in no commit.
    ///
    /// # Errors
    /// Where git fails.
    pub fn writers(
        &self,
        [base, head]: [&str; 2],
        file: &Path,
        interrupt: &Interrupt,
    ) -> Result<Vec<String>, GitError> {
        let Some(path) = file.to_str() else { return Ok(Vec::new()) };
        let range = format!("{base}..{head}");
        let arguments = ["-c", "blame.ignoreRevsFile=", "blame", "--porcelain", &range, "--", path];
        match git_offline(&self.top, &arguments, interrupt) {
            Ok(answer) => Ok(writers(&String::from_utf8_lossy(&answer))),
            Err(GitError::Failed { said, .. }) if said.contains("no such path") => Ok(Vec::new()),
            Err(other) => Err(other),
        }
    }

    fn blamed(
        &self,
        commit: Option<&str>,
        file: &Path,
        line: u32,
        interrupt: &Interrupt,
    ) -> Result<LineOrigin, GitError> {
        let Some(path) = file.to_str() else { return Ok(LineOrigin::Unknown) };
        let range = format!("-L{line},{line}");
        // A file of that name need not be there, and without it git blames nothing.
        let mut arguments = vec!["-c", "blame.ignoreRevsFile=", "blame", "--porcelain", &range];
        arguments.extend(commit);
        arguments.extend(["--", path]);
        let answer = match git_offline(&self.top, &arguments, interrupt) {
            Ok(answer) => String::from_utf8_lossy(&answer).into_owned(),
            Err(GitError::Failed { said, .. }) if said.contains("no such path") => {
                return self.untracked(path, interrupt);
            }
            // Of a file that is shorter than the caller knew it.
            Err(GitError::Failed { said, .. }) if said.contains("has only") => {
                return Ok(LineOrigin::Unknown);
            }
            Err(other) => return Err(other),
        };
        let Some((commit, is_end)) = origin(&answer) else { return Ok(LineOrigin::NotCommitted) };
        if is_end && self.is_shallow(interrupt)? {
            return Ok(LineOrigin::AtTheEnd(commit));
        }
        Ok(LineOrigin::Commit(commit))
    }

    fn untracked(&self, path: &str, interrupt: &Interrupt) -> Result<LineOrigin, GitError> {
        let path = format!(":(top,literal){path}");
        let arguments = ["ls-files", "--others", "--exclude-standard", "-z", "--", &path];
        let listed = git_offline(&self.top, &arguments, interrupt)?;
        Ok(if listed.is_empty() { LineOrigin::Unknown } else { LineOrigin::NotTracked })
    }

    fn is_shallow(&self, interrupt: &Interrupt) -> Result<bool, GitError> {
        let answer = git_offline(&self.top, &["rev-parse", "--is-shallow-repository"], interrupt)?;
        Ok(answer.starts_with(b"true"))
    }
}

/// The commit of a line, and whether it has no parent here; None where the line is in no commit.
fn origin(porcelain: &str) -> Option<(DatedCommit, bool)> {
    let hash = porcelain.split([' ', '\n']).next()?;
    if hash.is_empty() || hash.bytes().all(|digit| digit == b'0') {
        return None;
    }
    // The line itself, which may say anything, stands behind a tab.
    let head = || porcelain.lines().take_while(|line| !line.starts_with('\t'));
    let field = |name: &str| head().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let commit = dated(hash, field("committer-time "), field("summary "));
    Some((commit, head().any(|line| line == "boundary")))
}

/// The commits of all lines but those that the range begins with.
fn writers(porcelain: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    let mut current = "";
    for line in porcelain.lines() {
        let first = line.split(' ').next().unwrap_or_default();
        let is_hash = first.len() >= 40 && first.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_hash && !line.starts_with('\t') {
            current = first;
            if !found.iter().any(|known| known == current) {
                found.push(current.to_owned());
            }
        } else if line == "boundary" {
            before.push(current.to_owned());
        }
    }
    found.retain(|hash| !before.contains(hash));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_of_a_line_is_read() {
        let text = "99da200db1 1 1 1\nauthor A\ncommitter-time 1700000000\nsummary First one\nboundary\nfilename x.py\n\tsummary no\n";
        let (found, is_end) = origin(text).expect("a commit");
        assert_eq!((found.commit.hash.as_str(), found.commit.subject.as_str()), ("99da200db1", "First one"));
        assert_eq!(found.committed.map(|time| time.as_second()), Some(1_700_000_000));
        assert!(is_end);
        assert!(origin("0000000000 1 1 1\nsummary Version of x.py from x.py\n\tx\n").is_none());
        assert!(origin("").is_none());
        assert_eq!(writers(""), [""; 0]);
        let [old, new] = ["a", "b"].map(|digit| digit.repeat(40));
        let text = format!(
            "{old} 1 1 1\nsummary {new} 1 1\nboundary\nfilename x.py\n\timport time\n{new} 2 2 1\nauthor A\n\tboundary\n{old} 2 3 1\n\t{old}\n"
        );
        assert_eq!(writers(&text), [new], "lines that the range begins with are nobody's");
        let (undated, is_end) = origin("aa 1 1 1\nsummary \n\tboundary\n").expect("a commit");
        assert!(undated.committed.is_none() && !is_end);
    }
}
