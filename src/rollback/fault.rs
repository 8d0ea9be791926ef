//! What is wrong with a plan, a journal, a remote.

use std::path::PathBuf;

use thiserror::Error;

use crate::journal::Fault;

/// What is wrong with a plan's file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanFault {
    /// The system's words.
    #[error("{0}")]
    Unreadable(String),
    /// It is no plan.
    #[error("it is no plan of vitals: {0}")]
    NoPlan(String),
    /// Another version's.
    #[error("its schema is {0:?}")]
    Schema(String),
    /// Its content does not give its hash.
    #[error("it was edited: its content has the hash {0}")]
    Edited(String),
    /// Several plans, or none, begin so.
    #[error("{0} plans in .vitals/plans begin so")]
    Ambiguous(usize),
}

impl PlanFault {
    /// What to do next.
    pub(super) fn way_out(&self) -> &'static str {
        match self {
            Self::Ambiguous(_) => "give the plan's file, or more of its hash",
            Self::Schema(_) => "another version of vitals wrote it: plan again with this one",
            _ => "plan again: `vitals rollback plan` writes the file and says its name",
        }
    }
}

/// What has changed since a plan was made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Stale {
    /// Another commit.
    #[error("it was made for HEAD {planned}, and HEAD is {now}")]
    Head {
        /// Of the plan.
        planned: String,
        /// Now.
        now: String,
    },
    /// Another branch.
    #[error("it was made for {planned}, and {now} is checked out")]
    Branch {
        /// Of the plan.
        planned: String,
        /// Now.
        now: String,
    },
    /// Another repository.
    #[error("it was made for the repository {}, and this is {}", planned.display(), now.display())]
    Repository {
        /// Of the plan.
        planned: PathBuf,
        /// This one.
        now: PathBuf,
    },
    /// The configuration has changed.
    #[error("the configuration has changed since")]
    Configuration,
}

/// What is wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JournalFault {
    /// Its file's.
    #[error("{0}")]
    File(Fault),
    /// Another repository's.
    #[error("it is of the repository {}", .0.display())]
    Repository(PathBuf),
}

impl JournalFault {
    /// What to do next.
    pub(super) fn way_out(&self) -> &'static str {
        match self {
            Self::File(Fault::Schema(_)) => "the version of vitals that wrote it reads it",
            Self::Repository(_) => "it was copied from there: move it out of this folder",
            Self::File(_) => {
                "compare the checkout with `git status` and `git log`; when it is as it should be, move the journal out of this folder"
            }
        }
    }
}

/// Why a remote does not have the rollback.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RemoteFault {
    /// No such remote, or no branch to push.
    #[error("{0}")]
    Unfit(String),
    /// Its branch has commits that are not here.
    #[error("its branch {branch} is at {there}, which HEAD does not contain; nothing was overwritten")]
    Moved {
        /// The branch.
        branch: String,
        /// Its commit there.
        there: String,
    },
    /// It, or a hook, said no.
    #[error("the push was refused: {said}; its branch {branch} is as it was")]
    Refused {
        /// The branch.
        branch: String,
        /// Git's words.
        said: String,
    },
    /// It could not be asked.
    #[error("it does not answer: {said}")]
    Silent {
        /// Git's words.
        said: String,
    },
    /// Whether the push arrived is not known.
    #[error("whether the push arrived is not known, because it does not answer: {said}")]
    Unknown {
        /// Git's words.
        said: String,
    },
}

impl RemoteFault {
    /// What to do next.
    pub(super) fn way_out(&self) -> &'static str {
        match self {
            Self::Unfit(_) => "name a remote of `git remote`: `vitals rollback publish REMOTE`",
            Self::Moved { .. } => {
                "the rollback stays here. `git fetch`, look at what came, and plan on top of it, or `vitals rollback undo`"
            }
            Self::Refused { .. } => {
                "the rollback stays here. Open a pull request where the branch is protected, or `vitals rollback undo`"
            }
            Self::Silent { .. } | Self::Unknown { .. } => {
                "the rollback stays here. `vitals rollback publish` asks the remote again, and pushes only what it lacks"
            }
        }
    }
}
