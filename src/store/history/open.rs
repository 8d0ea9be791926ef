//! The database file: found, opened, made.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::database::History;
use super::error::{HistoryError, LOCK_TIMEOUT, Sqlite};
use super::look::{Found, look, look_within};
use super::schema;
use super::version::VERSION;
use crate::user_file::{self, OWN_FOLDER};

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
        let mut history = Self::connect(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            LOCK_TIMEOUT,
        )?;
        schema::migrate(&mut history.connection).map_err(|error| history.failed("written", &error))?;
        Ok(history)
    }

    /// Opens a history to read. Makes nothing; only an older one is first brought up to date.
    ///
    /// # Errors
    /// Where there is none, or it is not ours, newer, damaged or locked.
    pub fn open_existing(path: &Path) -> Result<Self, HistoryError> {
        Self::open_existing_within(path, LOCK_TIMEOUT)
    }

    /// The same for who does not wait as long for a lock.
    ///
    /// # Errors
    /// As [`Self::open_existing`].
    pub fn open_existing_within(path: &Path, wait: Duration) -> Result<Self, HistoryError> {
        match look_within(path, wait)? {
            Found::Nothing => return Err(HistoryError::NotThere { path: path.to_owned() }),
            Found::Version(version) if version < VERSION => drop(Self::open(path)?),
            Found::Version(_) => {}
        }
        // Not read-only for SQLite: where a writer was killed, its journal must be played back first.
        let history = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, wait)?;
        history
            .connection
            .pragma_update(None, "query_only", true)
            .map_err(|error| history.failed("read", &error))?;
        Ok(history)
    }

    fn connect(path: &Path, flags: OpenFlags, wait: Duration) -> Result<Self, HistoryError> {
        let opened = || -> Result<Connection, Sqlite> {
            let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(wait)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            // A file from elsewhere may hold views and triggers; they shall do nothing but read.
            connection.pragma_update(None, "trusted_schema", false)?;
            Ok(connection)
        };
        let connection = opened().map_err(|error| HistoryError::of(path, "opened", &error, wait))?;
        Ok(Self { connection, path: path.to_owned(), wait })
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
