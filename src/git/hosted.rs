//! The files of a commit as GitHub or GitLab show them: where the remote is one of these, and has the commit.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::command::{git, git_whole};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// The files of one commit, as a hosting service shows them.
#[derive(Clone, Debug)]
pub struct Hosted {
    /// `https://github.com/owner/name/blob/HASH`.
    base: String,
    /// The repository's top folder.
    top: PathBuf,
    /// Files that are as the commit has them.
    unchanged: HashSet<PathBuf>,
}

impl Hosted {
    /// Of the repository around a folder, at this commit; None where the service is not known, or does not have the commit as far as
    /// git here knows.
    ///
    /// # Errors
    /// Where git cannot be asked.
    pub fn of(root: &Path, commit: &str, interrupt: &Interrupt) -> Result<Option<Self>, GitError> {
        let Some(repository) = Repository::around(root, interrupt)? else { return Ok(None) };
        let top = repository.top;
        let remote = match git(&top, &["config", "--get", "remote.origin.url"], &[], interrupt) {
            Ok(answer) => answer.text(),
            Err(GitError::Failed { .. }) => return Ok(None),
            Err(other) => return Err(other),
        };
        let Some(base) = blobs(remote.trim()) else { return Ok(None) };
        let containing = format!("--contains={commit}");
        let asked = ["for-each-ref", "--count=1", "--format=%(refname)", &containing, "refs/remotes/origin"];
        if git_whole(&top, &asked, b"", interrupt)?.is_empty() {
            return Ok(None);
        }
        let names = |asked: &[&str]| -> Result<HashSet<PathBuf>, GitError> {
            let answer = git_whole(&top, asked, b"", interrupt)?;
            let names = answer.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            Ok(names.map(|name| PathBuf::from(OsStr::from_bytes(name))).collect())
        };
        let mut unchanged = names(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])?;
        for changed in names(&["diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", commit, "--"])? {
            unchanged.remove(&changed);
        }
        Ok(Some(Self { base: format!("{base}/{commit}"), top, unchanged }))
    }

    /// The address of a line; None of a file that is not as the commit has it.
    pub fn link(&self, file: &Path, line: &str) -> Option<String> {
        let name = file.strip_prefix(&self.top).ok()?;
        let text = name.to_str().filter(|_| self.unchanged.contains(name))?;
        Some(format!("{}/{}#L{line}", self.base, crate::config::encoded(text)))
    }
}

/// Where the files of a remote's commits are shown, without the name or the secret that its address may hold.
fn blobs(remote: &str) -> Option<String> {
    let (host, path) = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        // As scp has it: git@host:owner/name.git
        None => remote.split_once(':')?,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host).to_ascii_lowercase();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let is_name = |part: &str| plain(part, "-_.") && part != "." && part != "..";
    if !plain(&host, "-.") || path.split('/').count() < 2 || !path.split('/').all(is_name) {
        return None;
    }
    let mut labels = host.split('.');
    match labels.find(|label| ["github", "gitlab"].contains(label))? {
        "github" => Some(format!("https://{host}/{path}/blob")),
        _ => Some(format!("https://{host}/{path}/-/blob")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_remotes_are_read_and_secrets_left_out() {
        let github = Some("https://github.com/owner/shop/blob".to_owned());
        for remote in [
            "git@github.com:owner/shop.git",
            "ssh://git@github.com:22/owner/shop",
            "https://someone:token@github.com/owner/shop.git",
            "https://GitHub.com/owner/shop/",
        ] {
            assert_eq!(blobs(remote), github, "{remote}");
        }
        let gitlab = "https://gitlab.example.org/group/part/shop/-/blob";
        assert_eq!(blobs("https://gitlab.example.org/group/part/shop.git").as_deref(), Some(gitlab));
    }

    #[test]
    fn anything_else_leads_nowhere() {
        for remote in [
            "/srv/git/shop.git",
            "../shop",
            "file:///srv/github/shop",
            "https://example.org/owner/shop",
            "https://github.com/shop",
            "https://github.com/owner/../shop",
            "https://github.com/owner/sh\"op",
            "javascript://github.com/owner/shop",
            "https://github.com",
            "",
        ] {
            assert_eq!(blobs(remote), None, "{remote}");
        }
    }
}
