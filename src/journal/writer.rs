//! Who adds records to a journal that no other process writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::line;
use crate::user_file;

/// The end of a journal, to which records are added.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    /// The last record's.
    sum: String,
    /// Bytes of whole records.
    length: u64,
}

impl Writer {
    pub(super) fn at(path: &Path, sum: String, length: u64) -> Self {
        Self { path: path.to_owned(), sum, length }
    }

    /// Begins a journal; its first record is there whole or not at all. The folder has to be there.
    ///
    /// # Errors
    /// Where the folder cannot be written, or the file is there already.
    pub fn begin(path: &Path, first: &impl Serialize) -> io::Result<Self> {
        let (text, sum) = line::write("", first)?;
        user_file::create(path, text.as_bytes())?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let on_disk =
            File::open(path).and_then(|file| file.sync_all()).and_then(|()| File::open(folder)?.sync_all());
        match on_disk {
            Ok(()) => Ok(Self::at(path, sum, text.len() as u64)),
            Err(error) => {
                let _ = fs::remove_file(path);
                Err(error)
            }
        }
    }

    /// Adds a record, and returns when it is on the disk.
    ///
    /// # Errors
    /// Where it cannot be written; then it does not count.
    pub fn append(&mut self, record: &impl Serialize) -> io::Result<()> {
        let (text, sum) = line::write(&self.sum, record)?;
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        // What was cut off, or could not be written whole, is no record.
        file.set_len(self.length)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        (self.length, self.sum) = (self.length + text.len() as u64, sum);
        Ok(())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
