//! An open history, and where it lies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::error::{HistoryError, Sqlite};
use crate::user_file::OWN_FOLDER;

/// The file's name below `.vitals`.
pub const FILE_NAME: &str = "history.db";

/// An open history.
#[derive(Debug)]
pub struct History {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// How long a lock is waited for.
    pub(super) wait: Duration,
}

/// Where the history lies: below the configuration's folder, beside the baselines.
pub fn beside(folder: &Path) -> PathBuf {
    folder.join(OWN_FOLDER).join(FILE_NAME)
}

impl History {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn failed(&self, what: &'static str, error: &Sqlite) -> HistoryError {
        HistoryError::of(&self.path, what, error, self.wait)
    }

    pub(super) fn damaged(&self, reason: String) -> HistoryError {
        HistoryError::Damaged { path: self.path.clone(), reason }
    }
}
