//! Files that vitals keeps for the user: baselines, a first configuration.

use std::io::{self, Write};
use std::path::Path;

use super::destination::Destination;
use super::draft::Draft;
use super::error::Why;
use crate::system_error::SystemError;

/// Writes a new file, whole or not at all.
///
/// # Errors
/// `AlreadyExists` where anything is there; else where the folder cannot be written.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = Draft::begin(folder)?;
    draft.file().write_all(content)?;
    draft.claim(path)
}

/// Writes a file in the place of an older one of vitals' own.
///
/// # Errors
/// Where what is there is no regular file, or the folder cannot be written.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), SystemError> {
    let refused = |words: String| io::Error::new(io::ErrorKind::InvalidInput, words).into();
    let system = |why: Why| match why {
        Why::System(error) => error,
        other => refused(other.to_string()),
    };
    let destination = Destination::of_own(path).map_err(|error| system(error.why))?;
    let Destination::File { place, existing } = destination else {
        return Err(refused("it is no regular file".into()));
    };
    let mut draft = Draft::begin(place.parent().unwrap_or(Path::new("/")))?;
    draft.file().write_all(content)?;
    Ok(draft.replace(&place, existing.as_ref())?)
}
