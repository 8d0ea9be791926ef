//! Who opens, closes, or responds: one process at a time.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::error::IncidentError;
use super::place::folder_of;

/// Held while an incident is opened or closed.
pub(super) fn one_at_a_time(common: &Path) -> Result<File, IncidentError> {
    let file = lock_file(common, "lock")?;
    flock(&file, FlockOperation::LockExclusive).map_err(|error| not_locked(common, error.into()))?;
    Ok(file)
}

/// Held while somebody responds: None where another process does.
///
/// # Errors
/// Where the folder cannot be written.
pub fn respond_lock(common: &Path) -> Result<Option<File>, IncidentError> {
    let file = lock_file(common, "respond.lock")?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(not_locked(common, error.into())),
    }
}

fn lock_file(common: &Path, name: &str) -> Result<File, IncidentError> {
    let folder = folder_of(common);
    let open = || OpenOptions::new().create(true).append(true).mode(0o600).open(folder.join(name));
    private(&folder, true).and_then(|()| open()).map_err(|error| not_locked(common, error))
}

fn not_locked(common: &Path, error: io::Error) -> IncidentError {
    let what = format!("taking the lock in {}", folder_of(common).display());
    IncidentError::System { what, error: error.into() }
}

/// A folder that only its owner can read.
pub(super) fn private(folder: &Path, with_parents: bool) -> io::Result<()> {
    DirBuilder::new().recursive(with_parents).mode(0o700).create(folder)
}
