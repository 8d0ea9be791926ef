//! A journal's file: one record a line, each with a sum over it and all before it, each on the disk before the next thing happens.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::record::{Begun, End, Entry, SCHEMA};
use crate::rollback::error::RollbackError;
use crate::rollback::fault::JournalFault;
use crate::system_error::SystemError;
use crate::user_file;

const ENDING: &str = "journal";

#[derive(Serialize, Deserialize)]
struct Line<R> {
    sum: String,
    record: R,
}

/// A rollback's journal, as far as it goes.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// The first record.
    pub begun: Begun,
    /// All after it.
    pub entries: Vec<Entry>,
    /// The file ended in the middle of a record, which had no effect yet.
    pub cut_off: bool,
    /// The last record's.
    sum: String,
    /// Bytes of whole records.
    length: u64,
}

fn sum(before: &str, record: &str) -> String {
    let digest = Sha256::new().chain_update(before).chain_update(record).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line(before: &str, entry: &Entry) -> io::Result<(String, String)> {
    let record = serde_json::to_string(entry)?;
    let sum = sum(before, &record);
    let record = RawValue::from_string(record)?;
    let text = serde_json::to_string(&Line { sum: sum.clone(), record })? + "\n";
    Ok((text, sum))
}

impl Journal {
    /// Begins one; its first record is there whole or not at all.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn begin(folder: &Path, begun: Begun) -> Result<Self, RollbackError> {
        let path = folder.join(format!("{}.{ENDING}", begun.id));
        let made = || -> io::Result<(String, u64)> {
            let (text, sum) = line("", &Entry::Begun(Box::new(begun.clone())))?;
            user_file::create(&path, text.as_bytes())?;
            File::open(&path)?.sync_all()?;
            File::open(folder)?.sync_all()?;
            Ok((sum, text.len() as u64))
        };
        match made() {
            Ok((sum, length)) => Ok(Self { path, begun, entries: Vec::new(), cut_off: false, sum, length }),
            Err(error) => {
                let _ = fs::remove_file(&path);
                Err(failed(&path, error))
            }
        }
    }

    /// Writes a record, and returns when it is on the disk.
    ///
    /// # Errors
    /// Where it cannot be written; then the file is as it was.
    pub fn write(&mut self, entry: Entry) -> Result<(), RollbackError> {
        let written = line(&self.sum, &entry).and_then(|(text, sum)| {
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            // What was cut off, or could not be written whole, is no record.
            file.set_len(self.length)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok((text.len() as u64, sum))
        });
        let (length, sum) = written.map_err(|error| failed(&self.path, error))?;
        (self.length, self.sum) = (self.length + length, sum);
        self.entries.push(entry);
        Ok(())
    }

    /// Removes its file.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
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
    /// Where it has no beginning, is of another version, or is damaged before its end.
    pub fn read(path: &Path) -> Result<Self, RollbackError> {
        let fault = |fault| RollbackError::Journal { path: path.to_owned(), fault };
        let bytes = user_file::read(path)
            .map_err(|error| fault(JournalFault::Unreadable(SystemError::from(error).to_string())))?;
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let (mut entries, mut last, mut length) = (Vec::new(), String::new(), 0);
        for (number, text) in lines.iter().enumerate() {
            match record(text, &last) {
                Ok((entry, sum)) => {
                    entries.push(entry);
                    (last, length) = (sum, length + text.len() as u64);
                }
                Err(Some(schema)) if number == 0 => return Err(fault(JournalFault::Schema(schema))),
                Err(_) if number + 1 < lines.len() => return Err(fault(JournalFault::Damaged(number + 1))),
                Err(_) => break,
            }
        }
        let cut_off = entries.len() < lines.len();
        let mut entries = entries.into_iter();
        let Some(Entry::Begun(begun)) = entries.next() else { return Err(fault(JournalFault::Empty)) };
        Ok(Self {
            path: path.to_owned(),
            begun: *begun,
            entries: entries.collect(),
            cut_off,
            sum: last,
            length,
        })
    }
}

/// A record and its sum; where it is none, the schema of another version that it may have.
fn record(text: &[u8], before: &str) -> Result<(Entry, String), Option<String>> {
    let whole = text.strip_suffix(b"\n").ok_or(None)?;
    let line: Line<&RawValue> = serde_json::from_slice(whole).map_err(|_| None)?;
    let schema = || {
        let value: serde_json::Value = serde_json::from_str(line.record.get()).ok()?;
        let schema = value["begun"]["schema"].as_str()?;
        (schema != SCHEMA).then(|| schema.to_owned())
    };
    if let Some(schema) = schema() {
        return Err(Some(schema));
    }
    if sum(before, line.record.get()) != line.sum {
        return Err(None);
    }
    let entry = serde_json::from_str(line.record.get()).map_err(|_| None)?;
    Ok((entry, line.sum))
}

fn failed(path: &Path, error: io::Error) -> RollbackError {
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
