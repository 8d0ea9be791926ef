//! What lies at a path, found out without leaving a mark.

use std::fmt::Write;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{HistoryError, LOCK_TIMEOUT, Sqlite};
use super::schema::{APPLICATION, version};
use super::version::VERSION;
use crate::user_file::FileKind;

/// What there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No file, or an empty one: a run that was killed while it made the file leaves that.
    Nothing,
    /// A history that this program can read.
    Version(i32),
}

/// Looks at the header.
///
/// # Errors
/// Where it is not ours, newer, or damaged.
pub fn look(path: &Path) -> Result<Found, HistoryError> {
    look_within(path, LOCK_TIMEOUT)
}

/// The same for who does not wait as long for a lock.
pub(super) fn look_within(path: &Path, wait: Duration) -> Result<Found, HistoryError> {
    let refused = |reason: String| HistoryError::Refused { path: path.to_owned(), what: "opened", reason };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(refused(error.to_string())),
        Ok(found) => match FileKind::of(found.file_type()) {
            Some(kind) => {
                return Err(HistoryError::NotAHistory {
                    path: path.to_owned(),
                    reason: format!("it is {kind}"),
                });
            }
            None if found.len() == 0 => return Ok(Found::Nothing),
            None => {}
        },
    }
    let header = match header(path, true, wait) {
        // A writer at work looks like damage to who takes no lock; such a file is ours, and a lock does no harm.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            header(path, false, wait)
        }
        other => other,
    };
    let (application, found) = header.map_err(|error| HistoryError::of(path, "read", &error, wait))?;
    match (application, found) {
        // Made by another process that has not written its first page.
        (0, 0) if fs::metadata(path).is_ok_and(|found| found.len() == 0) => Ok(Found::Nothing),
        (APPLICATION, found) if found > VERSION => Err(HistoryError::Newer { path: path.to_owned(), found }),
        (APPLICATION, found) if found > 0 => Ok(Found::Version(found)),
        _ => Err(HistoryError::NotAHistory {
            path: path.to_owned(),
            reason: format!("it is another program's database (application id {application:#x})"),
        }),
    }
}

/// Application and version. `immutable` takes no lock and makes no file, whatever kind of database it is.
fn header(path: &Path, immutable: bool, wait: Duration) -> Result<(i32, i32), Sqlite> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(address(path, immutable), flags)?;
    connection.busy_timeout(wait)?;
    let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok((application, version(&connection)?))
}

fn address(path: &Path, immutable: bool) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            address.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02x}");
        }
    }
    if immutable { address + "?immutable=1" } else { address }
}
