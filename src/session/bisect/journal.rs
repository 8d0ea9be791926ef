//! The journal of a search: which one it is, and what was observed.
//!
//! Read again from the first line, it gives the same state: what is measured next depends on nothing else.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::super::bisect_fault::BisectError;
use crate::culprit::{Batch, Tally};
use crate::journal::{Fault, Reading, Writer};
use crate::report::bisect::Skip;

/// The version of the file.
const SCHEMA: &str = "vitals-bisect-journal/3";

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

/// The journal of one search, held by this process alone.
#[derive(Debug)]
pub struct Journal {
    writer: Writer,
    /// All that was in it when it was opened, without its first line.
    pub entries: Vec<Entry>,
    /// Locked for as long as this lives.
    _held: File,
}

fn failed(path: &Path, fault: impl Into<Fault>) -> BisectError {
    BisectError::Journal { path: path.to_owned(), fault: fault.into() }
}

/// Which search it is, what was observed, and who writes the next observation.
fn read(path: &Path) -> Result<(Opened, Vec<Entry>, Writer), Fault> {
    let (entries, writer) = Reading::of(path, SCHEMA)?.undamaged(path)?;
    let mut entries = entries.into_iter();
    match entries.next() {
        Some(Entry::Opened(opened)) => Ok((opened, entries.collect(), writer)),
        _ => Err(Fault::Empty),
    }
}

/// Opens a file that is there, for this process alone.
fn held(path: &Path) -> Result<File, BisectError> {
    let file = File::open(path).map_err(|error| failed(path, error))?;
    flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| BisectError::AtWork)?;
    Ok(file)
}

impl Journal {
    /// Which search a journal is of, and its observations; None where there is none.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn look(path: &Path) -> Result<Option<(Opened, Vec<Entry>)>, BisectError> {
        if !path.try_exists().map_err(|error| failed(path, error))? {
            return Ok(None);
        }
        let (opened, entries, _) = read(path).map_err(|fault| failed(path, fault))?;
        Ok(Some((opened, entries)))
    }

    /// Begins a search, or goes on with the one that was begun by the same words.
    ///
    /// # Errors
    /// Where another search is open, another process has this one, or the file cannot be written.
    pub fn open(path: &Path, opened: &Opened) -> Result<(Self, Opened), BisectError> {
        let begin = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            Writer::begin(path, &Entry::Opened(opened.clone())).map(|_| ())
        };
        match begin() {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(path, error)),
            _ => {}
        }
        let held = held(path)?;
        let (known, entries, writer) = read(path).map_err(|fault| failed(path, fault))?;
        if known.ends == opened.ends && known.words == opened.words {
            Ok((Self { writer, entries, _held: held }, known))
        } else {
            Err(BisectError::AnotherOpen { range: known.words.join(" ") })
        }
    }

    /// Adds an observation; it is on the disk when this returns.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn append(&mut self, entry: &Entry) -> Result<(), BisectError> {
        self.writer.append(entry).map_err(|error| failed(self.writer.path(), error))
    }

    /// Removes it: the search is over.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(path: &Path) -> Result<(), BisectError> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, error)),
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
    use std::path::PathBuf;

    use super::*;
    use crate::journal::Damage;
    use crate::report::bisect::SkipKind;

    fn opened(words: &str) -> Opened {
        Opened::of(vec![words.to_owned()], ["a".into(), "b".into()], 7)
    }

    fn skipped(commit: &str) -> Entry {
        let (commit, why) = (commit.to_owned(), "no".to_owned());
        Entry::Skipped(Skip { commit, kind: SkipKind::Asked, tries: 1, why })
    }

    #[test]
    fn one_process_has_a_search_and_goes_on_with_what_was_observed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = journal_path(&folder);
        assert_eq!(Journal::look(&path).expect("none"), None);
        let (mut journal, _) = Journal::open(&path, &opened("one")).expect("opened");
        journal.append(&skipped("c1")).expect("written");
        assert!(matches!(Journal::open(&path, &opened("one")), Err(BisectError::AtWork)));
        drop(journal);
        let text = fs::read_to_string(&path).expect("text");
        fs::write(&path, text.clone() + "{\"sum\":").expect("written");
        assert_eq!(Journal::open(&path, &opened("one")).expect("opened").0.entries, [skipped("c1")]);
        assert!(matches!(Journal::open(&path, &opened("two")), Err(BisectError::AnotherOpen { .. })));
        fs::write(&path, text.replace("\"c1\"", "\"c9\"")).expect("written");
        assert!(matches!(
            Journal::look(&path),
            Err(BisectError::Journal { fault: Fault::Damaged(Damage::Broken(2)), .. })
        ));
        Journal::remove(&path).expect("removed");
        assert_eq!(Journal::look(&path).expect("none"), None);
    }

    fn journal_path(folder: &tempfile::TempDir) -> PathBuf {
        super::super::place::journal_beside(folder.path())
    }
}
