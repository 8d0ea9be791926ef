//! A plan: what would change, what that undoes, and what checks said of it. Its hash is its identity.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::lost::Lost;
use super::verdict::CheckVerdict;
use crate::git::Commit;
use crate::sha256::sha256;

/// The schema of a plan's file.
pub const SCHEMA: &str = "vitals-rollback-plan/1";

/// A rollback, planned and verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`SCHEMA`].
    pub schema: String,
    /// When it was made (RFC 3339, UTC).
    pub made: String,
    /// The repository: its common git directory, made absolute.
    pub repository: PathBuf,
    /// The checkout's top folder.
    pub top: PathBuf,
    /// What it was made for: a plan of another HEAD is stale.
    pub head: Head,
    /// What was asked for.
    pub target: Target,
    /// Hash of the tree that the checkout will have.
    pub tree: String,
    /// Files that differ between HEAD and that tree, relative to the top; names that are not UTF-8 with `\xNN`.
    pub paths: Vec<String>,
    /// Commits whose work goes, newest first.
    pub commits: Vec<UndoneCommit>,
    /// Who uses a name that goes.
    pub dependents: Vec<Dependent>,
    /// The checks that decide: those that failed, and the critical ones.
    pub checks: Vec<String>,
    /// What they said of the tree.
    pub verdicts: Vec<CheckVerdict>,
    /// What follows from that.
    pub outcome: Outcome,
    /// The git commands that do the same by hand.
    pub commands: Vec<String>,
    /// The configuration as it was: SHA-256 of its file; None without one.
    pub configuration: Option<String>,
    /// What runs after the move (restart, deploy): argument lists, pinned here.
    pub after: Vec<Vec<String>>,
    /// Checks of the live service that end it.
    pub live: Vec<String>,
    /// The message of the commit that it makes.
    pub message: String,
    /// History is rewritten: HEAD's branch moves back to the target's commit itself, by the approval of another account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rewrite: bool,
    /// What the check that it was made for has lost, where that is a probe that became worse; it has to regain it in its place too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// Who made it, where an approval has to be another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<MadeBy>,
}

/// Who made a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MadeBy {
    /// The account's number.
    pub uid: u32,
    /// The address that its commits have.
    pub email: Option<String>,
}

/// What HEAD was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// `refs/heads/main`; None where HEAD is detached.
    pub branch: Option<String>,
    /// Its commit.
    pub commit: Commit,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// The whole tree as of a commit.
    Commit {
        /// As written: a revision, `phase:NAME`, `--for CHECK`.
        asked: String,
        /// Whose tree it is.
        commit: Commit,
    },
    /// These paths as of a commit, the rest as it is.
    Paths {
        /// As written.
        asked: String,
        /// Whose files they are.
        commit: Commit,
        /// Relative to the top.
        paths: Vec<String>,
    },
    /// All but what one commit did.
    Without {
        /// As written.
        asked: String,
        /// The commit whose work goes.
        commit: Commit,
    },
}

/// A commit whose work goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoneCommit {
    /// Hash and subject.
    pub commit: Commit,
    /// Who wrote it, without the address.
    pub author: String,
    /// When it was committed (RFC 3339).
    pub committed: Option<String>,
    /// It has several parents.
    pub is_merge: bool,
}

/// A file that stays and uses a name that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dependent {
    /// `shop.app:main`.
    pub name: String,
    /// `server.py:3`.
    pub place: String,
}

/// What the verdicts come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All checks were green on the tree.
    Verified,
    /// One was red.
    Failed,
    /// None was red, and one answered nothing.
    Unknown,
    /// The tree is the one that HEAD has.
    NothingDiffers,
}

impl Plan {
    /// Its identity: SHA-256 of its canonical JSON, as 64 hexadecimal digits. A plan that was edited has another.
    ///
    /// # Errors
    /// None in practice: every field can be written as JSON.
    pub fn hash(&self) -> serde_json::Result<String> {
        let canonical = serde_json::to_vec(self)?;
        Ok(sha256([&canonical[..]]))
    }
}
