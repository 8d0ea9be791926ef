//! Why a rollback was not done, or not to its end.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::approval_fault::ApprovalFault;
use super::fault::{JournalFault, PlanFault, RemoteFault, Stale};
use super::plan::Outcome;
use crate::escalation::NotAuthorised;
use crate::git::{GitError, Hindrance};
use crate::system_error::SystemError;

/// Why a rollback was not done, or not to its end.
#[derive(Debug, Error, Diagnostic)]
pub enum RollbackError {
    /// Git said no, and nothing was changed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] GitError),
    /// The plan's file.
    #[error("the plan {} cannot be used: {fault}", path.display())]
    #[diagnostic(help("{}", fault.way_out()))]
    PlanFile {
        /// As it was named.
        path: PathBuf,
        /// What is wrong with it.
        fault: PlanFault,
    },
    /// What the plan was made for is not what is there.
    #[error("the plan is stale: {0}")]
    #[diagnostic(help("plan again: `vitals rollback plan`"))]
    Stale(Stale),
    /// No plan is applied but a verified one.
    #[error("the plan is not verified: {}", outcome_words(*.0))]
    #[diagnostic(help(
        "plan another target: `vitals rollback plan`; the plan's file has each check's verdict"
    ))]
    NotVerified(Outcome),
    /// A verified plan without a check.
    #[error("the plan names no check, so nothing has verified it")]
    #[diagnostic(help("configure a [[check]], and plan again"))]
    NoChecks,
    /// History is not rewritten without a second person.
    #[error("it rewrites history, which needs the approval of another account: {fault}")]
    #[diagnostic(help(
        "another account runs `vitals rollback approve {hash} --as LEVEL` in this repository, or signs a tag with `--tag` in a clone; either counts for 15 minutes. A plan without --rewrite needs none"
    ))]
    NotAuthorised {
        /// The plan's.
        hash: String,
        /// Why not.
        fault: ApprovalFault,
    },
    /// Not this level's to do.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Level(#[from] NotAuthorised),
    /// What would be rewritten is no history of HEAD's.
    #[error("history can only be rewritten to a whole commit that HEAD has in its history")]
    #[diagnostic(help("plan without --rewrite: going back is one new commit then, and nothing is lost"))]
    NotRewritable,
    /// An approval of what needs none.
    #[error("the plan does not rewrite history, so it needs no approval")]
    #[diagnostic(help("apply it: `vitals rollback apply PLAN --yes`"))]
    NoApprovalNeeded,
    /// No repository where an approval is written.
    #[error("there is no repository around {}", .0.display())]
    #[diagnostic(help("name a folder of it with --root"))]
    NoRepository(PathBuf),
    /// The state of the repository.
    #[error("the checkout is left alone: {}", .0.words())]
    #[diagnostic(help("{}", .0.way_out()))]
    Hindered(Hindrance),
    /// Changes of the user's where files would be written.
    #[error("uncommitted work is in the way: {}", listed(.0))]
    #[diagnostic(help(
        "commit or stash these; `git stash push --include-untracked -- PATH`. Other changes may stay"
    ))]
    Overlap(Vec<PathBuf>),
    /// Submodules that would change.
    #[error("submodules differ: {}", listed(.0))]
    #[diagnostic(help("vitals moves no submodule: go back by hand, `git submodule update` afterwards"))]
    Submodules(Vec<PathBuf>),
    /// Files of git-lfs that could not be written.
    #[error("files of git-lfs differ, and git-lfs is not installed: {}", listed(.0))]
    #[diagnostic(help("install git-lfs; without it the files would be pointers"))]
    NoLfs(Vec<PathBuf>),
    /// The tree that was verified is not the one that is made of the same objects.
    #[error("the plan's tree is {planned}, and the same target gives {made}")]
    #[diagnostic(help("the plan's file or the repository has changed: plan again"))]
    TreeDiffers {
        /// Of the plan.
        planned: String,
        /// Made now.
        made: String,
    },
    /// A path or a commit whose work cannot be taken out.
    #[error("taking out what {commit} did conflicts with later commits")]
    #[diagnostic(help("plan a whole tree instead: `vitals rollback plan COMMIT`"))]
    Conflict {
        /// Abbreviated.
        commit: String,
    },
    /// A lock of git's that was there before the move.
    #[error("{} is there: another git may be at work here", .0.display())]
    #[diagnostic(help("wait for its end; where no git and no editor is at work here, remove the file"))]
    GitLocked(PathBuf),
    /// Another rollback.
    #[error("another vitals works in this repository: {holder}")]
    #[diagnostic(help("wait for its end; {} names it", lock.display()))]
    Locked {
        /// Its process, as far as the file says.
        holder: String,
        /// The lock.
        lock: PathBuf,
    },
    /// A rollback that was interrupted.
    #[error("the rollback {id} was interrupted, and stands open: {why}")]
    #[diagnostic(help("run `vitals rollback recover`"))]
    Open {
        /// Its identity.
        id: String,
        /// What stopped it.
        why: String,
    },
    /// A record of a rollback.
    #[error("the journal {} cannot be read: {fault}", path.display())]
    #[diagnostic(help("{}", fault.way_out()))]
    Journal {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        fault: JournalFault,
    },
    /// None was done.
    #[error("there is no rollback to undo")]
    #[diagnostic(help("`vitals rollback status` lists those that were done"))]
    NothingToUndo,
    /// None of this name.
    #[error("no rollback that was done is called {id:?}")]
    #[diagnostic(help("`vitals rollback status` lists them"))]
    NoSuchRollback {
        /// As it was asked for.
        id: String,
    },
    /// HEAD is neither what it was nor what it was to be.
    #[error("HEAD is {now}: neither what it was before ({before}) nor after ({after})")]
    #[diagnostic(help(
        "somebody has moved HEAD since. Look with `git log` and `git status`; check out one of the two commits, and run `vitals rollback recover` again"
    ))]
    HeadElsewhere {
        /// Now.
        now: String,
        /// Before the move.
        before: String,
        /// After it.
        after: String,
    },
    /// Ctrl-C, before anything was moved.
    #[error("interrupted; nothing was changed")]
    Interrupted,
    /// The remote.
    #[error("{remote}: {fault}")]
    #[diagnostic(help("{}", fault.way_out()))]
    Remote {
        /// Its name.
        remote: String,
        /// What it said.
        fault: RemoteFault,
    },
    /// The system.
    #[error("{what} failed: {error}")]
    #[diagnostic(help("{}", error.advice()))]
    System {
        /// What was done.
        what: String,
        /// Why not.
        error: SystemError,
    },
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "it is",
        Outcome::Failed => "a check failed on its tree",
        Outcome::Unknown => "a check answered nothing on its tree",
        Outcome::NothingDiffers => "its tree is the one that HEAD has",
    }
}

/// At most ten of them.
fn listed(paths: &[PathBuf]) -> String {
    let mut shown: Vec<String> =
        paths.iter().take(10).map(|path| path.to_string_lossy().into_owned()).collect();
    if paths.len() > 10 {
        shown.push(format!("and {} more", paths.len() - 10));
    }
    shown.join(", ")
}
