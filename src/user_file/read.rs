//! Files are read where they are files: a FIFO would be waited for without end, a device be read for ever.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use super::destination::{Followed, follow};
use super::kind::FileKind;

/// Opens a regular file, or a descriptor that the caller opened (`/dev/stdin`, the shell's `<(command)`); or says what else
/// lies there.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_or_kind(path: &Path) -> io::Result<Result<File, FileKind>> {
    if let Ok(Followed::Descriptor(number)) = follow(path) {
        return File::open(format!("/proc/self/fd/{number}")).map(Ok);
    }
    // A socket cannot be opened.
    if let Some(kind) = FileKind::of(fs::metadata(path)?.file_type()) {
        return Ok(Err(kind));
    }
    // Should another have taken its place: opening a FIFO waits for its other end, and opening a terminal may make it ours.
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)?;
    let kind = FileKind::of(file.metadata()?.file_type());
    Ok(kind.map_or(Ok(file), Err))
}

/// The same, where anything else is an error.
///
/// # Errors
/// Where it cannot be opened, or is a folder, a FIFO, a device or a socket.
pub fn open_regular(path: &Path) -> io::Result<File> {
    open_or_kind(path)?.map_err(|kind| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("it is {kind}, not a regular file"))
    })
}

/// A regular file's bytes.
///
/// # Errors
/// As [`open_regular`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A regular file's text.
///
/// # Errors
/// As [`open_regular`], or where it is no UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open_regular(path)?.read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn d8_what_is_no_regular_file_is_refused_by_its_kind_and_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let fifo = folder.path().join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
        for (path, kind) in [
            (fifo.as_path(), "it is a FIFO, not a regular file"),
            (folder.path(), "it is a folder, not a regular file"),
            (Path::new("/dev/zero"), "it is a device, not a regular file"),
        ] {
            assert_eq!(read(path).expect_err("refused").to_string(), kind);
        }
        let file = folder.path().join("file");
        fs::write(&file, "text").expect("written");
        assert_eq!(read_to_string(&file).expect("read"), "text");
    }
}
