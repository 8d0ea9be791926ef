//! The text of a configuration's file, read without ever waiting for it.

use std::io::{self, Read};
use std::path::Path;

use super::error::{ConfigError, NotAFile};
use super::pinned::content_of;
use crate::user_file;

/// The file's name.
pub const FILE_NAME: &str = "vitals.toml";
/// The file of a project that may have our table in it.
pub const PROJECT_FILE: &str = "pyproject.toml";
/// More than this is no configuration, in bytes.
const LARGEST: u64 = 16 << 20;

/// Whether anything of this name is there: a link to nothing and a folder too.
///
/// # Errors
/// Where the system does not say.
pub fn is_there(path: &Path) -> Result<bool, ConfigError> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(unreadable(path, error)),
    }
}

/// The text of an ordinary file.
///
/// # Errors
/// Where it is something else, which is not opened, or cannot be read.
pub fn read_text(path: &Path) -> Result<String, ConfigError> {
    let path = &content_of(path);
    let not_text = |_| ConfigError::NotAFile { path: path.to_owned(), found: NotAFile::NotText };
    String::from_utf8(read_bytes(path)?).map_err(not_text)
}

/// The bytes of an ordinary file.
///
/// # Errors
/// As [`read_text`], but for what the bytes are.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let wrong = |found| ConfigError::NotAFile { path: path.to_owned(), found };
    let opened = user_file::open_or_kind(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => wrong(NotAFile::DanglingLink),
        _ => unreadable(path, error),
    })?;
    let file = opened.map_err(|kind| wrong(NotAFile::Kind(kind)))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(wrong(NotAFile::TooLarge));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: io::Error) -> ConfigError {
    ConfigError::Unreadable { path: path.to_owned(), error: error.into() }
}
