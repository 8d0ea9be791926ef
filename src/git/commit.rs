//! A commit.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A commit, and how people speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Commit {
    /// The whole hash.
    pub hash: String,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// Ten digits of the hash.
    pub fn short(&self) -> &str {
        self.hash.get(..10).unwrap_or(&self.hash)
    }
}

/// A commit with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCommit {
    /// The commit.
    pub commit: Commit,
    /// When it was committed, by the clock of the machine where that was; None where git gives no such time.
    pub committed: Option<Timestamp>,
}

/// A commit of this hash, as git prints its time and its subject.
pub(super) fn dated(hash: &str, seconds: &str, subject: &str) -> DatedCommit {
    let committed = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    DatedCommit { commit: Commit { hash: hash.to_owned(), subject: subject.to_owned() }, committed }
}
