//! Why a history cannot be read or written. Whatever was there is left as it was.

use std::path::{Path, PathBuf};
use std::time::Duration;

use miette::Diagnostic;
use rusqlite::ErrorCode;
use thiserror::Error;

use super::version::VERSION;
use crate::blame::Blame;
use crate::system_error::SystemError;

/// What SQLite says, before it is known of which file.
pub type Sqlite = rusqlite::Error;

/// Why a history cannot be read or written.
#[derive(Debug, Error, Diagnostic)]
pub enum HistoryError {
    /// No such file.
    #[error("there is no history: {}", path.display())]
    #[diagnostic(help("`vitals check`, `compare` and `health` record each run there"))]
    NotThere {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It is not ours to read.
    #[error("{} is no history of vitals: {reason}", path.display())]
    #[diagnostic(help("the file was left alone; move it away, and a new history begins with the next run"))]
    NotAHistory {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        reason: String,
    },
    /// A newer version wrote it.
    #[error("{} was made by a newer vitals: it has the schema {found}, this one knows {VERSION}", path.display())]
    #[diagnostic(help("the file was left alone; upgrade vitals, or move the file away"))]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i32,
    },
    /// Another process holds it for longer than is waited.
    #[error("{} is locked by another process", path.display())]
    #[diagnostic(help("it was waited for {waited} s, and nothing was changed; `fuser {}` names who holds it", path.display()))]
    Locked {
        /// The file.
        path: PathBuf,
        /// How long, in seconds.
        waited: u64,
    },
    /// It may not be written.
    #[error("{} cannot be written: it, or its folder, is read-only", path.display())]
    #[diagnostic(help(
        "nothing was changed; fix the permissions, or leave the history out with --no-history"
    ))]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Its pages contradict each other.
    #[error("{} is damaged: {reason}", path.display())]
    #[diagnostic(help(
        "the file was left alone; save what can be read with `sqlite3 {} .recover | sqlite3 rescued.db`, \
         or move it away and a new history begins",
        path.display()
    ))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite finds.
        reason: String,
    },
    /// No room.
    #[error("{} cannot grow: {reason}", path.display())]
    #[diagnostic(help(
        "what was recorded before is whole; make room on the disk (`df -h`), or look at `ulimit -f` and quotas; \
         `vitals history prune` makes the file smaller"
    ))]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The system, or SQLite, says no.
    #[error("{} cannot be {what}: {reason}", path.display())]
    #[diagnostic(help("check the folder's permissions and the disk; what was recorded before is whole"))]
    Refused {
        /// The file.
        path: PathBuf,
        /// `read`, `opened` or `written`.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// A run that no row stands for.
    #[error("the history has no run `{name}`: {}", path.display())]
    #[diagnostic(help("{known}"))]
    NoSuchRun {
        /// As asked for.
        name: String,
        /// The file.
        path: PathBuf,
        /// What there is.
        known: String,
    },
    /// A beginning that more than one run has.
    #[error("`{name}` begins the names of {count} runs")]
    #[diagnostic(help("write more of it: {known}"))]
    Ambiguous {
        /// As asked for.
        name: String,
        /// How many.
        count: usize,
        /// Some of them.
        known: String,
    },
    /// A file that was to be imported.
    #[error("{} cannot be imported: {reason}", path.display())]
    #[diagnostic(help(
        "give another machine's history.db, or what `vitals history export --format json` wrote there; nothing was imported"
    ))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// An export that could not be written.
    #[error("the export cannot be written: {error}")]
    #[diagnostic(help("{}", error.advice()))]
    Unwritten {
        /// The system's reason.
        error: SystemError,
    },
    /// What is to be recorded cannot be.
    #[error("this run cannot be recorded: {reason}")]
    #[diagnostic(help("this is a fault of vitals, or of the file that is imported"))]
    Unfit {
        /// Why.
        reason: String,
    },
}

/// How long a lock is waited for.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

impl HistoryError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::NotThere { .. }
            | Self::NotAHistory { .. }
            | Self::Newer { .. }
            | Self::NoSuchRun { .. }
            | Self::Ambiguous { .. }
            | Self::Foreign { .. } => Blame::Usage,
            Self::Locked { .. }
            | Self::ReadOnly { .. }
            | Self::Damaged { .. }
            | Self::Full { .. }
            | Self::Refused { .. }
            | Self::Unwritten { .. }
            | Self::Unfit { .. } => Blame::System,
        }
    }

    /// What SQLite said, of this file.
    pub(super) fn of(path: &Path, what: &'static str, error: &Sqlite, waited: Duration) -> Self {
        let (path, reason) = (path.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked { path, waited: waited.as_secs() }
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            // The file is open; what cannot be made is the journal beside it.
            Some(ErrorCode::CannotOpen) if what == "written" => Self::ReadOnly { path },
            Some(ErrorCode::NotADatabase) => {
                Self::NotAHistory { path, reason: "it is no SQLite database".into() }
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, reason },
            Some(ErrorCode::DiskFull) => Self::Full { path, reason },
            // A write beyond a limit on the size of files is EFBIG, which SQLite does not distinguish.
            Some(ErrorCode::SystemIoFailure) if what == "written" => Self::Full { path, reason },
            _ => Self::Refused { path, what, reason },
        }
    }
}
