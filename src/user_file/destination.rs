//! From a path, as a user wrote it, to what is written.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, major, minor};

use super::error::{Unwritable, Why};
use super::kind::FileKind;
use super::protected;

/// Links that are followed at most, as the kernel does.
const LINKS: usize = 40;
/// Major and minor number of `/dev/null`.
const NULL: (u32, u32) = (1, 3);

/// Where output goes.
#[derive(Debug)]
pub enum Destination {
    /// A file that a new one takes the place of; its links are followed.
    File {
        /// The file itself.
        place: PathBuf,
        /// What is there already.
        existing: Option<Metadata>,
    },
    /// A stream that is written as it is: `-`, `/dev/stdout`, `/dev/stderr`, `/dev/fd/N`, `/dev/null`.
    Stream(Stream),
}

/// A stream of this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
    /// Another descriptor that the caller opened, as the shell's `>(command)` does; or `/dev/null`.
    Open(PathBuf),
}

/// What a path leads to.
pub(super) enum Followed {
    /// An entry of a folder, which is no link; it need not be there.
    Place(PathBuf),
    /// A descriptor of this process.
    Descriptor(u32),
}

/// Looks whether a file can be written, and writes nothing. Gives its one name, however it was spelt.
///
/// # Errors
/// As [`Destination::of`].
pub fn check(path: &Path) -> Result<PathBuf, Unwritable> {
    Ok(match Destination::of(path)? {
        Destination::File { place, .. } => place,
        // Streams take one text after the other.
        Destination::Stream(_) => path.to_owned(),
    })
}

/// Looks whether a folder can be written, or made, and makes nothing.
///
/// # Errors
/// Where it is, or leads through, a file, or the nearest folder that exists cannot be written.
pub fn check_folder(folder: &Path) -> Result<(), Unwritable> {
    if folder.as_os_str().is_empty() {
        return Err(Why::Empty.of(folder));
    }
    // A name alone lies in the current folder.
    let mut above =
        folder.ancestors().map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let there = above.find(|path| fs::symlink_metadata(path).is_ok()).unwrap_or(Path::new("/"));
    if !there.is_dir() {
        return Err(Why::NotAFolder(there.to_owned()).of(folder));
    }
    expect_writable(there).map_err(|why| why.of(folder))
}

impl Destination {
    /// What a path leads to.
    ///
    /// # Errors
    /// Where it is no regular file and no stream of this process, the configuration in use, a file of vitals' own, or cannot be written.
    pub fn of(path: &Path) -> Result<Self, Unwritable> {
        find(path, true).map_err(|why| why.of(path))
    }

    /// The same for a file that vitals itself keeps.
    ///
    /// # Errors
    /// Where it is no regular file, or cannot be written.
    pub(super) fn of_own(path: &Path) -> Result<Self, Unwritable> {
        find(path, false).map_err(|why| why.of(path))
    }
}

fn find(path: &Path, named_by_user: bool) -> Result<Destination, Why> {
    if path.as_os_str().is_empty() {
        return Err(Why::Empty);
    }
    if named_by_user && path == Path::new("-") {
        return Ok(Destination::Stream(Stream::Output));
    }
    let place = match follow(path)? {
        Followed::Descriptor(1) => return Ok(Destination::Stream(Stream::Output)),
        Followed::Descriptor(2) => return Ok(Destination::Stream(Stream::Error)),
        Followed::Descriptor(number) => {
            return Ok(Destination::Stream(Stream::Open(format!("/proc/self/fd/{number}").into())));
        }
        Followed::Place(place) => place,
    };
    let existing = match fs::symlink_metadata(&place) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(found) = &existing {
        let device = found.rdev();
        match FileKind::of(found.file_type()) {
            Some(FileKind::Device) if (major(device), minor(device)) == NULL => {
                return Ok(Destination::Stream(Stream::Open(place)));
            }
            Some(kind) => return Err(Why::NotRegular(kind)),
            None => {}
        }
    }
    if named_by_user {
        protected::reason(&place, existing.as_ref()).map_or(Ok(()), Err)?;
    }
    expect_access(&place, existing.is_some())?;
    Ok(Destination::File { place, existing })
}

/// A new file is renamed over the old one, which the old one's own permissions would not prevent.
fn expect_access(place: &Path, exists: bool) -> Result<(), Why> {
    let folder = place.parent().unwrap_or(Path::new("/"));
    expect_writable(folder)?;
    if exists { expect_writable(place) } else { Ok(()) }
}

fn expect_writable(path: &Path) -> Result<(), Why> {
    access(path, Access::WRITE_OK)
        .map_err(|error| Why::ReadOnly { path: path.to_owned(), error: error.into() })
}

/// Follows links one by one: a link is written through, never replaced, and `/dev/stdout` is known before it becomes the file
/// that a shell has opened.
pub(super) fn follow(path: &Path) -> Result<Followed, Why> {
    if path.as_os_str().as_bytes().ends_with(b"/") {
        return Err(if path.is_dir() {
            Why::NotRegular(FileKind::Folder)
        } else {
            Why::NoFolder(path.to_owned())
        });
    }
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Some(name) = path.file_name() else { return Err(Why::NotRegular(FileKind::Folder)) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let real = match folder.canonicalize() {
            Ok(real) if real.is_dir() => real,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(error.into()),
            _ => return Err(Why::NoFolder(folder.to_owned())),
        };
        let number = name.to_str().and_then(|name| name.parse().ok());
        if let Some(number) = number.filter(|_| real == own_descriptors()) {
            return Ok(Followed::Descriptor(number));
        }
        let place = real.join(name);
        match fs::read_link(&place) {
            Ok(link) => path = real.join(link),
            Err(_) => return Ok(Followed::Place(place)),
        }
    }
    Err(Why::Circle)
}

fn own_descriptors() -> PathBuf {
    format!("/proc/{}/fd", std::process::id()).into()
}
