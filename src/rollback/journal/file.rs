//! A rollback's journal: how it began, and each step since.

use std::fs;
use std::path::{Path, PathBuf};

use super::record::{Begun, End, Entry, SCHEMA};
use crate::journal::{Fault, Reading, Writer};
use crate::rollback::error::RollbackError;
use crate::rollback::fault::JournalFault;

const ENDING: &str = "journal";

/// A rollback's journal, as far as it goes.
#[derive(Debug)]
pub struct Journal {
    /// The first record.
    pub begun: Begun,
    /// All after it.
    pub entries: Vec<Entry>,
    /// The file ended in the middle of a record, which had no effect yet.
    pub cut_off: bool,
    writer: Writer,
}

impl Journal {
    /// Begins one; its first record is there whole or not at all.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn begin(folder: &Path, begun: Begun) -> Result<Self, RollbackError> {
        let path = folder.join(format!("{}.{ENDING}", begun.id));
        let writer = Writer::begin(&path, &Entry::Begun(Box::new(begun.clone())))
            .map_err(|error| failed(&path, error))?;
        Ok(Self { begun, entries: Vec::new(), cut_off: false, writer })
    }

    /// Writes a record, and returns when it is on the disk.
    ///
    /// # Errors
    /// Where it cannot be written; then the file is as it was.
    pub fn write(&mut self, entry: Entry) -> Result<(), RollbackError> {
        self.writer.append(&entry).map_err(|error| failed(self.writer.path(), error))?;
        self.entries.push(entry);
        Ok(())
    }

    /// Removes its file.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self) -> std::io::Result<()> {
        fs::remove_file(self.writer.path())
    }

    /// How it ended; None where it stands open.
    pub fn end(&self) -> Option<End> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Closed(end) => Some(*end),
            _ => None,
        })
    }

    /// Reads one.
    ///
    /// # Errors
    /// Where it has no beginning, is of another version, or is damaged.
    pub fn read(path: &Path) -> Result<Self, RollbackError> {
        let fault =
            |fault: Fault| RollbackError::Journal { path: path.to_owned(), fault: JournalFault::File(fault) };
        let reading = Reading::of(path, SCHEMA).map_err(fault)?;
        let cut_off = reading.cut_off;
        let (entries, writer) = reading.undamaged(path).map_err(fault)?;
        let mut entries = entries.into_iter();
        let Some(Entry::Begun(begun)) = entries.next() else { return Err(fault(Fault::Empty)) };
        Ok(Self { begun: *begun, entries: entries.collect(), cut_off, writer })
    }
}

fn failed(path: &Path, error: std::io::Error) -> RollbackError {
    RollbackError::System { what: format!("writing the journal {}", path.display()), error: error.into() }
}

/// All journals of a folder, the oldest first.
///
/// # Errors
/// Where one cannot be read, or is another repository's.
pub fn all(folder: &Path, repository: &Path) -> Result<Vec<Journal>, RollbackError> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let journal = Journal::read(&path)?;
        if journal.begun.repository != repository {
            let fault = JournalFault::Repository(journal.begun.repository);
            return Err(RollbackError::Journal { path, fault });
        }
        Ok(journal)
    };
    paths.into_iter().map(read).collect()
}
