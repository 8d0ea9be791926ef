//! A file that has no name until it is whole.

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Gid, Mode, OFlags, Uid, fchown, linkat, open};
use tempfile::{Builder, TempPath};

/// Of a new file; the umask takes its bits from it.
const NEW: u32 = 0o666;
/// Of an existing file; without those that let a program run as its owner.
const KEPT: u32 = 0o777;
/// What the name of an unfinished file begins with, where it must have one.
const PREFIX: &str = ".vitals-";

/// Content on its way to its place. Dropped, nothing of it stays.
#[derive(Debug)]
pub(super) struct Draft {
    file: File,
    /// Where the file system has no files without a name.
    named: Option<TempPath>,
}

impl Draft {
    /// Begins one in the folder where it will lie. A run that is killed leaves nothing of it.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        if let Ok(descriptor) = open(folder, flags, Mode::from_raw_mode(NEW)) {
            return Ok(Self { file: descriptor.into(), named: None });
        }
        let named =
            Builder::new().prefix(PREFIX).permissions(Permissions::from_mode(NEW)).tempfile_in(folder)?;
        let (file, path) = named.into_parts();
        Ok(Self { file, named: Some(path) })
    }

    /// What is written to.
    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Takes a free place, in one step; `AlreadyExists` where it is not free.
    pub(super) fn claim(self, place: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        match self.named {
            Some(named) => named.persist_noclobber(place).map_err(|error| error.error),
            None => link(&self.file, place),
        }
    }

    /// Takes the place of what is there, with its mode, and its owner where the system allows that.
    pub(super) fn replace(self, place: &Path, existing: Option<&Metadata>) -> io::Result<()> {
        if let Some(existing) = existing {
            let [owner, group] = [existing.uid(), existing.gid()];
            // Only root gives files away; the group may be one of the user's.
            let _ = fchown(&self.file, Some(Uid::from_raw(owner)), Some(Gid::from_raw(group)))
                .or_else(|_| fchown(&self.file, None, Some(Gid::from_raw(group))));
            self.file.set_permissions(Permissions::from_mode(existing.mode() & KEPT))?;
        }
        self.file.sync_all()?;
        let named = match self.named {
            Some(named) => named,
            None => {
                let folder = place.parent().unwrap_or(Path::new("/"));
                let mut builder = Builder::new();
                builder.prefix(PREFIX).make_in(folder, |name| link(&self.file, name))?.into_temp_path()
            }
        };
        named.persist(place).map_err(|error| error.error)
    }
}

fn link(file: &File, place: &Path) -> io::Result<()> {
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, own, CWD, place, AtFlags::SYMLINK_FOLLOW)?)
}
