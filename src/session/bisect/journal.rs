//! The journal of a search: one JSON document a line, each with its checksum, only ever appended to.
//!
//! Read again from the first line, it gives the same state: what is measured next depends on nothing else.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::bisect_fault::BisectError;
use crate::culprit::{Batch, Tally};
use crate::report::bisect::Skip;

/// The version of the file.
const SCHEMA: &str = "vitals-bisect-journal/2";

/// Which search it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// [`SCHEMA`].
    pub schema: String,
    /// The command line after `vitals bisect`.
    pub words: Vec<String>,
    /// Both ends, whole hashes.
    pub ends: [String; 2],
    /// Of the order and of the bootstrap.
    pub seed: u64,
}

impl Opened {
    /// A search between two commits.
    pub fn of(words: Vec<String>, ends: [String; 2], seed: u64) -> Self {
        Self { schema: SCHEMA.to_owned(), words, ends, seed }
    }
}

/// One observation of the commit with this hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    /// Which search it is: the first line.
    Opened(Opened),
    /// Runs beside both ends.
    Batch {
        /// The commit.
        commit: String,
        /// Logarithms of times.
        batch: Batch,
    },
    /// Answers.
    Tally {
        /// The commit.
        commit: String,
        /// Of how many how often bad.
        tally: Tally,
    },
    /// What both ends came to: they are not measured again.
    Ends {
        /// Its fields.
        known: serde_json::Value,
    },
    /// No answer, of which the next attempt may give one.
    Silent {
        /// The commit.
        commit: String,
        /// Why, as a sentence.
        why: String,
    },
    /// It cannot be measured.
    Skipped(Skip),
    /// All that follows is of the search in the branch of this merge.
    Branch {
        /// The merge.
        merge: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    sum: String,
    #[serde(borrow)]
    entry: &'a serde_json::value::RawValue,
}

/// The journal of one search, held by this process alone.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// All that was in it when it was opened, without its first line.
    pub entries: Vec<Entry>,
}

fn sum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What a journal's file says: which search, what was observed, and where the last whole line ends.
fn read(path: &Path, text: &str) -> Result<(Option<Opened>, Vec<Entry>, usize), BisectError> {
    let mut entries = Vec::new();
    let mut whole = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let known = line.strip_suffix('\n').and_then(|line| serde_json::from_str::<Line<'_>>(line).ok());
        let entry = known
            .filter(|line| line.sum == sum(line.entry.get()))
            .and_then(|line| serde_json::from_str(line.entry.get()).ok());
        match entry {
            Some(entry) => entries.push(entry),
            // A line that was being written when the machine stopped.
            None if whole + line.len() == text.len() => break,
            None => return Err(BisectError::Damaged { path: path.to_owned(), line: number + 1 }),
        }
        whole += line.len();
    }
    let mut entries = entries.into_iter();
    match entries.next() {
        None => Ok((None, Vec::new(), 0)),
        Some(Entry::Opened(opened)) if opened.schema == SCHEMA => {
            Ok((Some(opened), entries.collect(), whole))
        }
        Some(_) => Err(BisectError::Damaged { path: path.to_owned(), line: 1 }),
    }
}

impl Journal {
    /// Which search a journal is of, and how many observations it has; None where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn look(path: &Path) -> Result<Option<(Opened, Vec<Entry>)>, BisectError> {
        let failed = |error: io::Error| BisectError::Journal { path: path.to_owned(), error: error.into() };
        match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
            Ok(text) => {
                let (opened, entries, _) = read(path, &text)?;
                Ok(opened.map(|opened| (opened, entries)))
            }
        }
    }

    /// Begins a search, or goes on with the one that was begun by the same words.
    ///
    /// # Errors
    /// Where another search is open, another process has this one, or the file cannot be written.
    pub fn open(path: &Path, opened: &Opened) -> Result<(Self, Opened), BisectError> {
        let failed = |error: io::Error| BisectError::Journal { path: path.to_owned(), error: error.into() };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| BisectError::AtWork)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let (known, entries, whole) = read(path, &text)?;
        file.set_len(whole as u64).map_err(failed)?;
        io::Seek::seek(&mut file, io::SeekFrom::End(0)).map_err(failed)?;
        let mut journal = Self { path: path.to_owned(), file, entries };
        match known {
            None => {
                journal.append(&Entry::Opened(opened.clone()))?;
                Ok((journal, opened.clone()))
            }
            Some(known) if known.ends == opened.ends && known.words == opened.words => Ok((journal, known)),
            Some(known) => Err(BisectError::AnotherOpen { range: known.words.join(" ") }),
        }
    }

    /// Adds an observation; it is on the disk when this returns.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn append(&mut self, entry: &Entry) -> Result<(), BisectError> {
        let failed = |error: io::Error| BisectError::Journal { path: self.path.clone(), error: error.into() };
        let text = serde_json::value::to_raw_value(entry).map_err(|error| failed(error.into()))?;
        let line = serde_json::to_string(&Line { sum: sum(text.get()), entry: &text })
            .map_err(|error| failed(error.into()))?;
        self.file.write_all((line + "\n").as_bytes()).and_then(|()| self.file.sync_data()).map_err(failed)
    }

    /// Removes it: the search is over.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(path: &Path) -> Result<(), BisectError> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(BisectError::Journal { path: path.to_owned(), error: error.into() })
            }
            _ => {
                // Its folder too, where nothing else is in it.
                if let Some(folder) = path.parent() {
                    let _ = fs::remove_dir(folder);
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(words: &str) -> Opened {
        Opened::of(vec![words.to_owned()], ["a".into(), "b".into()], 7)
    }

    fn skipped(commit: &str) -> Entry {
        let kind = crate::report::bisect::SkipKind::Asked;
        Entry::Skipped(Skip { commit: commit.to_owned(), kind, tries: 1, why: "no".to_owned() })
    }

    #[test]
    fn what_was_appended_is_read_again_and_a_torn_line_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = journal_path(&folder);
        let (mut journal, _) = Journal::open(&path, &opened("one")).expect("opened");
        journal.append(&skipped("c1")).expect("written");
        assert!(matches!(Journal::open(&path, &opened("one")), Err(BisectError::AtWork)));
        drop(journal);
        let whole = fs::read_to_string(&path).expect("text");
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).expect("written");
            let (journal, _) = Journal::open(&path, &opened("one")).expect("opened");
            assert!(journal.entries.is_empty(), "{cut}");
        }
        fs::write(&path, &whole).expect("written");
        assert_eq!(Journal::open(&path, &opened("one")).expect("opened").0.entries, [skipped("c1")]);
        assert!(matches!(Journal::open(&path, &opened("two")), Err(BisectError::AnotherOpen { .. })));
    }

    #[test]
    fn a_line_that_was_changed_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = journal_path(&folder);
        let (mut journal, _) = Journal::open(&path, &opened("one")).expect("opened");
        journal.append(&skipped("c1")).expect("written");
        journal.append(&skipped("c2")).expect("written");
        drop(journal);
        let text = fs::read_to_string(&path).expect("text").replace("c1", "c9");
        fs::write(&path, text).expect("written");
        assert!(matches!(Journal::look(&path), Err(BisectError::Damaged { line: 2, .. })));
        Journal::remove(&path).expect("removed");
        assert!(Journal::look(&path).expect("none").is_none());
    }

    fn journal_path(folder: &tempfile::TempDir) -> PathBuf {
        super::super::place::journal_beside(folder.path())
    }
}
