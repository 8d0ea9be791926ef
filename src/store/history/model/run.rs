//! Runs: to be recorded, recorded, and in a list.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::RunId;
use super::measure::Measure;
use super::variant::Variant;
use crate::python::Fingerprint;

/// A run, to be recorded.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// When it began, by this machine's clock.
    pub started: Timestamp,
    /// `check`, `compare`, `health`, `nightly`, …
    pub kind: String,
    /// The worst verdict, in a word.
    pub status: String,
    /// What it was about; of a comparison the candidate.
    pub variant: Variant,
    /// All of the fingerprint, where an interpreter was measured.
    pub fingerprint: Option<Fingerprint>,
    /// The report, as JSON.
    pub document: String,
    /// Its numbers.
    pub measures: Vec<Measure>,
}

/// What recording came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// A new row.
    New(RunId),
    /// The same run, byte by byte, was there.
    Already(RunId),
}

impl Recorded {
    /// The run's number, in either case.
    pub fn id(self) -> RunId {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunRow {
    /// Its number here.
    pub id: RunId,
    /// Its name everywhere: 40 hexadecimal digits, made of its content.
    pub uid: String,
    /// When it began, as the clock said.
    pub started: Timestamp,
    /// When it began, at the earliest: not before the run that was recorded before it on the same machine.
    pub at: Timestamp,
    /// `check`, …
    pub kind: String,
    /// The worst verdict.
    pub status: String,
    /// What it was about.
    pub variant: Variant,
    /// Whether this database recorded it; else it was imported.
    pub own: bool,
    /// How many numbers it has.
    pub measures: usize,
}

/// A run and its commit, by their names everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRef {
    /// The run's uid.
    pub run: String,
    /// The commit's hash.
    pub commit: Option<String>,
}
