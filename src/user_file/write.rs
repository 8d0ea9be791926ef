//! The one way in which a file that a user named is written.

use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::destination::{Destination, Stream};
use super::draft::Draft;
use super::error::{Unwritable, Why};
use super::kind::FileKind;

/// Writes a whole file: a reader at any moment finds the old one or the new one.
///
/// # Errors
/// As [`UserFile::begin`], or where the disk is full: then the old file is there.
pub fn write(path: &Path, content: &[u8]) -> Result<(), Unwritable> {
    let mut file = UserFile::begin(path)?;
    let written = file.write_all(content);
    written.map_err(|error| Why::from(error).of(path))?;
    file.finish()
}

/// A file that is being written. It appears when it is finished; dropped before, nothing of it stays.
#[derive(Debug)]
pub struct UserFile {
    path: PathBuf,
    output: Output,
}

enum Output {
    Draft { draft: Draft, place: PathBuf, existing: Option<Box<Metadata>> },
    Stream(Box<dyn Write>),
}

impl fmt::Debug for Output {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft { draft, place, .. } => {
                formatter.debug_tuple("Draft").field(draft).field(place).finish()
            }
            Self::Stream(_) => formatter.write_str("Stream"),
        }
    }
}

impl UserFile {
    /// Begins a file that will take the place of what the path leads to.
    ///
    /// # Errors
    /// As [`Destination::of`], or where nothing can be made in the folder.
    pub fn begin(path: &Path) -> Result<Self, Unwritable> {
        let output = match Destination::of(path)? {
            Destination::Stream(stream) => stream.open(),
            Destination::File { place, existing } => Draft::begin(place.parent().unwrap_or(Path::new("/")))
                .map(|draft| Output::Draft { draft, place, existing: existing.map(Box::new) }),
        };
        let output = output.map_err(|error| Why::from(error).of(path))?;
        Ok(Self { path: path.to_owned(), output })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// Where the disk is full, or the folder is gone.
    pub fn finish(self) -> Result<(), Unwritable> {
        let finished = match self.output {
            Output::Draft { draft, place, existing } => draft.replace(&place, existing.as_deref()),
            Output::Stream(mut stream) => until_closed(stream.flush(), ()),
        };
        finished.map_err(|error| Why::from(error).of(&self.path))
    }

    /// Adds to the end of a file, which is made where there is none. `content` gets the length that the file has.
    ///
    /// # Errors
    /// As [`Destination::of`], or what `content` gives, or where the file cannot be written.
    pub fn append(path: &Path, content: impl FnOnce(u64) -> io::Result<String>) -> Result<(), Unwritable> {
        let destination = Destination::of(path)?;
        let appended = || -> Result<(), Why> {
            match destination {
                Destination::Stream(stream) => {
                    let text = content(0)?;
                    let Output::Stream(mut stream) = stream.open()? else { return Ok(()) };
                    let written = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
                    Ok(until_closed(written, ())?)
                }
                Destination::File { place, .. } => {
                    let mut file = open_to_append(&place)?;
                    // What lies there now may not be what was looked at.
                    let found = file.metadata()?;
                    FileKind::of(found.file_type()).map_or(Ok(()), |kind| Err(Why::NotRegular(kind)))?;
                    Ok(file.write_all(content(found.len())?.as_bytes())?)
                }
            }
        };
        appended().map_err(|why| why.of(path))
    }
}

impl Stream {
    fn open(self) -> io::Result<Output> {
        Ok(Output::Stream(match self {
            Self::Output => Box::new(io::stdout()),
            Self::Error => Box::new(io::stderr()),
            Self::Open(path) => Box::new(OpenOptions::new().append(true).open(path)?),
        }))
    }
}

impl Write for UserFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.output {
            Output::Draft { draft, .. } => draft.file().write(bytes),
            Output::Stream(stream) => until_closed(stream.write(bytes), bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Draft { .. } => Ok(()),
            Output::Stream(stream) => until_closed(stream.flush(), ()),
        }
    }
}

fn open_to_append(place: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    OpenOptions::new().create(true).append(true).custom_flags(flags.bits() as i32).open(place)
}

/// Who closed a pipe has read enough: the rest goes nowhere.
fn until_closed<T>(written: io::Result<T>, as_if: T) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(as_if),
        other => other,
    }
}
