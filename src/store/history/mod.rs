//! `.vitals/history.db`: every run, its numbers, its samples and its report, in SQLite.
//!
//! One file at rest: a rollback journal and no write-ahead log, so that it can lie on NFS, be kept in a CI's cache, be copied
//! while nothing runs, and be read from where nothing may be written. A writer holds it for the milliseconds of one
//! transaction; others wait for up to [`PATIENCE`](error::PATIENCE). A file that is not ours, newer, or damaged is looked at
//! without a lock, a journal or any other mark, and left alone.

mod arrival;
mod backfill;
mod digest;
mod error;
mod events;
mod interned;
mod look;
mod model;
mod pack;
mod packed;
mod placement;
mod prune;
mod query;
mod record;
mod schema;
mod series;
mod transfer;
mod travelling;
mod verify;
mod whole;
mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::user_file::{self, OWN_FOLDER};

use self::error::{PATIENCE, Sqlite};
use self::look::{Found, look};

pub use error::HistoryError;
pub use model::{
    Accepted, Change, Event, EventId, Evidence, Measure, MeasureId, Point, Recorded, Relation, RelationKind,
    RunId, RunRecord, RunRef, RunRow, SeriesKey, Variant,
};
pub use prune::{Every, Pruned, Rules};
pub use query::{Filter, NoRunName, RunName};
pub use series::Scope;
pub use transfer::{Imported, SCHEMA};

/// The file's name below `.vitals`.
pub const FILE_NAME: &str = "history.db";

/// An open history.
#[derive(Debug)]
pub struct History {
    connection: Connection,
    path: PathBuf,
}

/// Where the history lies: below the configuration's folder, beside the baselines.
pub fn beside(folder: &Path) -> PathBuf {
    folder.join(OWN_FOLDER).join(FILE_NAME)
}

impl History {
    /// Opens a history to write to; makes its folder and file where there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// Where the file is not ours, newer, damaged, locked, or cannot be made. It was then left as it was.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        if matches!(look(path)?, Found::Nothing) {
            make_room(path).map_err(|error| HistoryError::Refused {
                path: path.to_owned(),
                what: "written",
                reason: error.to_string(),
            })?;
        }
        let mut history =
            Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        schema::migrate(&mut history.connection).map_err(|error| history.failed("written", &error))?;
        Ok(history)
    }

    /// Opens a history to read. Makes nothing; only an older one is first brought up to date.
    ///
    /// # Errors
    /// Where there is none, or it is not ours, newer, damaged or locked.
    pub fn open_existing(path: &Path) -> Result<Self, HistoryError> {
        match look(path)? {
            Found::Nothing => return Err(HistoryError::NotThere { path: path.to_owned() }),
            Found::Version(version) if version < schema::VERSION => drop(Self::open(path)?),
            Found::Version(_) => {}
        }
        // Not read-only for SQLite: where a writer was killed, its journal must be played back first.
        let history = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        history
            .connection
            .pragma_update(None, "query_only", true)
            .map_err(|error| history.failed("read", &error))?;
        Ok(history)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, HistoryError> {
        let opened = || -> Result<Connection, Sqlite> {
            let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            // A file from elsewhere may hold views and triggers; they shall do nothing but read.
            connection.pragma_update(None, "trusted_schema", false)?;
            Ok(connection)
        };
        let connection = opened().map_err(|error| HistoryError::of(path, "opened", &error))?;
        Ok(Self { connection, path: path.to_owned() })
    }

    fn failed(&self, what: &'static str, error: &Sqlite) -> HistoryError {
        HistoryError::of(&self.path, what, error)
    }

    fn damaged(&self, reason: String) -> HistoryError {
        HistoryError::Damaged { path: self.path.clone(), reason }
    }
}

/// What git shall not keep of `.vitals`; baselines are meant to be committed.
const IGNORED: &str =
    "# The history is this machine's own; baselines are meant to be committed.\n/history.db*\n/.gitignore\n";

fn make_room(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if folder.file_name().is_some_and(|name| name == OWN_FOLDER) {
        match user_file::create(&ignore, IGNORED.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod migration_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod transfer_tests;
