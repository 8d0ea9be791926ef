//! The text of a configuration's file, read without ever waiting for it.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::error::{ConfigError, NotAFile};

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
    let wrong = |found| ConfigError::NotAFile { path: path.to_owned(), found };
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => wrong(NotAFile::DanglingLink),
        _ => unreadable(path, error),
    })?;
    other_than_a_file(about.file_type()).map_or(Ok(()), |found| Err(wrong(found)))?;
    // Without waiting, should a FIFO have taken its place meanwhile.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let opened = rustix::fs::open(path, flags, Mode::empty());
    let file = File::from(opened.map_err(|error| unreadable(path, error.into()))?);
    let about = file.metadata().map_err(|error| unreadable(path, error))?;
    other_than_a_file(about.file_type()).map_or(Ok(()), |found| Err(wrong(found)))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(wrong(NotAFile::TooLarge));
    }
    String::from_utf8(bytes).map_err(|_| wrong(NotAFile::NotText))
}

fn unreadable(path: &Path, error: io::Error) -> ConfigError {
    ConfigError::Unreadable { path: path.to_owned(), error: error.into() }
}

fn other_than_a_file(kind: FileType) -> Option<NotAFile> {
    if kind.is_file() {
        None
    } else if kind.is_dir() {
        Some(NotAFile::Folder)
    } else if kind.is_fifo() {
        Some(NotAFile::Fifo)
    } else if kind.is_socket() {
        Some(NotAFile::Socket)
    } else {
        Some(NotAFile::Device)
    }
}
