//! Why a repository gave no answer.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::quantity::Nanos;
use crate::system_error::SystemError;

/// Why a repository gave no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum GitError {
    /// No `git`.
    #[error("git is not installed, or not on PATH")]
    #[diagnostic(help("install git, or compare with an interpreter (py:PATH) or a baseline instead"))]
    NotInstalled,
    /// There is a `git`, and the system does not start it.
    #[error("git cannot be started: {error}")]
    #[diagnostic(help("{}", error.advice()))]
    NotStarted {
        /// The system's reason.
        error: SystemError,
    },
    /// The folder is in no repository.
    #[error("{} is in no git repository", root.display())]
    #[diagnostic(help("give --root"))]
    NotARepository {
        /// Where it was looked for.
        root: PathBuf,
    },
    /// The target's root is in no repository, and a revision was asked for.
    #[error("{} is in no git repository, so `{revision}` means nothing there", root.display())]
    #[diagnostic(help("give --root, or compare with py:PATH, env:NAME=VALUE or baseline:NAME"))]
    NoRepository {
        /// Where it was looked for.
        root: PathBuf,
        /// What was asked for.
        revision: String,
    },
    /// The target's root is in a repository, and no files lie there.
    #[error("{} is {}: there are no files to measure", root.display(), place(*is_bare))]
    #[diagnostic(help(
        "give the folder of a checkout as --root; `git clone` or `git worktree add` makes one"
    ))]
    NoWorkTree {
        /// The target's root.
        root: PathBuf,
        /// The repository has no files at all; else the root lies in its `.git`.
        is_bare: bool,
    },
    /// Git does not trust another user's repository (`safe.directory`).
    #[error("git refuses the repository {}: it belongs to another user", repository.display())]
    #[diagnostic(help(
        "where you trust it: `git config --global --add safe.directory {}`; or run vitals as its owner",
        repository.display()
    ))]
    ForeignOwner {
        /// Its folder.
        repository: PathBuf,
    },
    /// One of git's own configurations cannot be read.
    #[error("git's configuration cannot be read: {said}")]
    #[diagnostic(help(
        "git reads /etc/gitconfig, ~/.gitconfig or GIT_CONFIG_GLOBAL, and the repository's .git/config:          `git config --list --show-origin` there shows where it ends"
    ))]
    BrokenConfiguration {
        /// Git's words, with the file and line.
        said: String,
    },
    /// The repository is of a format that this git does not know.
    #[error("git cannot read the repository's format: {said}")]
    #[diagnostic(help("a newer git made it: upgrade the git on PATH"))]
    UnknownFormat {
        /// Git's words.
        said: String,
    },
    /// A `.git` file that leads nowhere.
    #[error("the .git file of {} leads to no repository: {said}", root.display())]
    #[diagnostic(help(
        "the repository of this worktree or submodule was moved or removed: `git worktree repair` in the          repository, or `git submodule update --init`"
    ))]
    BrokenLink {
        /// The target's root.
        root: PathBuf,
        /// Git's words.
        said: String,
    },
    /// The name means no commit.
    #[error("`{revision}` is no commit of {}", repository.display())]
    #[diagnostic(help(
        "see `git log --oneline` and `git branch --all`; after a shallow clone, `git fetch --unshallow`"
    ))]
    UnknownRevision {
        /// As asked for.
        revision: String,
        /// Its top folder.
        repository: PathBuf,
    },
    /// The history that is here begins after what was asked for.
    #[error(
        "{} is a shallow clone, and its history does not reach `{revision}`",
        repository.display()
    )]
    #[diagnostic(help(
        "fetch the whole history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: \"0\"` on GitLab, `clone: depth: full` on Bitbucket, `git fetch --unshallow` elsewhere"
    ))]
    Shallow {
        /// As asked for.
        revision: String,
        /// Its top folder.
        repository: PathBuf,
    },
    /// Two commits without a common one.
    #[error("`{revision}` and HEAD have no commit in common")]
    #[diagnostic(help("name the branch that this one comes from: --base REF"))]
    NoMergeBase {
        /// As asked for.
        revision: String,
    },
    /// The commit has no such folder.
    #[error("{commit} has no folder {}", folder.display())]
    #[diagnostic(help("the target's root must exist in both variants: was it moved or renamed?"))]
    NoSuchFolder {
        /// Abbreviated.
        commit: String,
        /// Relative to the repository.
        folder: PathBuf,
    },
    /// Objects of the repository are missing or broken.
    #[error("`git {arguments}` failed: {said}")]
    #[diagnostic(help(
        "the repository is {}: `git fsck` there shows what is missing or broken; a shallow or partial clone          is completed by `git fetch --unshallow` or `git fetch --refetch`",
        repository.display()
    ))]
    Damaged {
        /// What was asked of it.
        arguments: String,
        /// The repository, or the folder in it.
        repository: PathBuf,
        /// Git's words.
        said: String,
    },
    /// A commit's files could not be written to the run's temporary folder.
    #[error("git cannot write to {}: {error}", folder.display())]
    #[diagnostic(help("{}; TMPDIR names another folder to use", error.advice()))]
    NotWritten {
        /// Where.
        folder: PathBuf,
        /// The system's reason.
        error: SystemError,
    },
    /// Git said no.
    #[error("`git {arguments}` failed: {said}")]
    #[diagnostic(help("the repository is {}: the same command there shows more", repository.display()))]
    Failed {
        /// What was asked of it.
        arguments: String,
        /// The repository, or the folder in it.
        repository: PathBuf,
        /// Git's words.
        said: String,
    },
    /// The run's time was over before git had answered.
    #[error("the budget was spent before `git {arguments}` had ended, after {after}")]
    #[diagnostic(help("give a larger --budget"))]
    OutOfBudget {
        /// What was asked of it.
        arguments: String,
        /// How long was waited.
        after: Nanos,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

fn place(is_bare: bool) -> &'static str {
    if is_bare { "a bare git repository" } else { "inside the .git folder of a repository" }
}

impl GitError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::NotInstalled
            | Self::NotARepository { .. }
            | Self::NoRepository { .. }
            | Self::NoWorkTree { .. }
            | Self::ForeignOwner { .. }
            | Self::BrokenConfiguration { .. }
            | Self::UnknownFormat { .. }
            | Self::BrokenLink { .. }
            | Self::UnknownRevision { .. }
            | Self::Shallow { .. }
            | Self::NoMergeBase { .. }
            | Self::NoSuchFolder { .. }
            | Self::Damaged { .. }
            | Self::OutOfBudget { .. } => Blame::Usage,
            Self::NotStarted { error } | Self::NotWritten { error, .. } => error.blame(),
            Self::Failed { .. } => Blame::System,
            Self::Interrupted => Blame::Interrupted,
        }
    }

    /// Whether it says something of the repository or of git's configuration, and nothing of this run.
    pub fn is_of_the_repository(&self) -> bool {
        match self {
            Self::Failed { .. } => true,
            // The system's, though the user can give more.
            Self::NotStarted { .. } | Self::NotWritten { .. } | Self::OutOfBudget { .. } => false,
            other => other.blame() == Blame::Usage,
        }
    }
}
