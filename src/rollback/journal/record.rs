//! The records of a journal, in the order in which they come.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::escalation::Acting;
use crate::rollback::approved::Approved;
use crate::rollback::lost::Lost;
use crate::rollback::verdict::CheckVerdict;

/// The schema of a journal.
pub const SCHEMA: &str = "vitals-rollback-journal/1";

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A plan is applied.
    Apply,
    /// An earlier one is undone.
    Undo,
    /// The branch is pushed.
    Publish,
}

/// The first record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// [`SCHEMA`].
    pub schema: String,
    /// Its identity: when, and of what.
    pub id: String,
    /// What is done.
    pub kind: Kind,
    /// The plan's hash, or the identity of what is undone.
    pub of: String,
    /// The common git directory.
    pub repository: PathBuf,
    /// The checkout's top folder.
    pub top: PathBuf,
    /// The branch that moves; None where HEAD is detached.
    pub branch: Option<String>,
    /// HEAD's commit before it.
    pub from: String,
    /// The tree that the checkout gets.
    pub tree: String,
    /// The message of the commit.
    pub message: String,
    /// Checks that are run again in place.
    pub checks: Vec<String>,
    /// What one of them has to regain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// What runs after the move.
    pub after: Vec<Vec<String>>,
    /// Checks of the live service.
    pub live: Vec<String>,
    /// The commit that HEAD moves to, where none is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The move is back to that commit, by this approval: history is rewritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrite: Option<Approved>,
    /// As what it was applied, where the configuration has levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Acting>,
}

/// A record after the first. Those that say what is about to happen are written before it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The first.
    Begun(Box<Begun>),
    /// A ref to what is uncommitted is about to be made.
    Snapshot {
        /// The commit with the files; its second parent is the index.
        commit: String,
    },
    /// A ref to the commit is about to be made.
    Candidate {
        /// The commit.
        commit: String,
    },
    /// A ref to HEAD's commit is about to be made: no branch has it afterwards.
    Before {
        /// The commit.
        commit: String,
    },
    /// The branch is about to move.
    Move {
        /// From this commit.
        from: String,
        /// To this one.
        to: String,
    },
    /// The branch is there, and so are its files.
    Moved,
    /// Checks have answered.
    Verified {
        /// The running service was asked, not the checkout.
        live: bool,
        /// One for each.
        verdicts: Vec<CheckVerdict>,
    },
    /// A command that follows the move is about to run.
    After {
        /// Its words.
        command: Vec<String>,
    },
    /// It has ended.
    Ran {
        /// Whether it succeeded.
        succeeded: bool,
        /// The end of what it printed, where it did not.
        said: String,
    },
    /// The branch is about to move to the files of before.
    Back {
        /// From this commit.
        from: String,
        /// To this one.
        to: String,
    },
    /// A push is about to begin.
    Push {
        /// The remote's name.
        remote: String,
        /// The whole name of the ref there.
        reference: String,
        /// What it has to be there; None where it must not be there.
        expected: Option<String>,
        /// What it becomes.
        commit: String,
    },
    /// The remote has confirmed it.
    Confirmed {
        /// The ref there.
        reference: String,
    },
    /// Nothing more is done.
    Closed(End),
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It is done.
    Done,
    /// Nothing was moved.
    Before,
    /// It was done, a check was not green, and it was undone.
    Undone,
}
