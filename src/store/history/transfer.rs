//! Histories from one machine to another: lossless JSON out, JSON or a database in.
//!
//! A run keeps its name, its origin and its place among the runs of that origin. What is there already is counted and left.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::HistoryError;
use super::events::{insert_accepted, insert_event};
use super::look::{Found, look};
use super::model::{Accepted, Event, Measure, Recorded, RunRecord, RunRow, Variant};
use super::record::{Packed, Placement};
use super::{Filter, History, schema};
use crate::python::Fingerprint;
use crate::user_file;

/// Version of the export's shape.
pub const SCHEMA: &str = "vitals-history/2";
/// Its kind.
const KIND: &str = "vitals-history";

/// What every SQLite database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The words for a verdict.
const STATUSES: [&str; 5] = ["pass", "fail", "inconclusive", "vacuous", "error"];

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Runs that are new here.
    pub new: usize,
    /// Runs that were here already.
    pub already: usize,
    /// Events, and an accepted commit, that came along.
    pub notes: usize,
}

/// A run on its way.
#[derive(Debug, Serialize, Deserialize)]
struct Travelling {
    uid: String,
    origin: String,
    seq: i64,
    at: i64,
    started: Timestamp,
    kind: String,
    status: String,
    variant: Variant,
    fingerprint: Option<Fingerprint>,
    measures: Vec<Measure>,
    /// As it was recorded, to the byte.
    document: Box<RawValue>,
}

#[derive(Debug, Deserialize)]
struct Export {
    schema: String,
    #[serde(default)]
    runs: Vec<Travelling>,
    #[serde(default)]
    events: Vec<Event>,
    accepted: Option<Accepted>,
}

impl History {
    /// Writes everything as JSON, made for [`History::import`]: one run a line.
    ///
    /// # Errors
    /// Where the history cannot be read, or the output not be written.
    pub fn export(&self, filter: &Filter, output: &mut dyn Write) -> Result<(), HistoryError> {
        let unwritten = |error: io::Error| HistoryError::Unwritten { reason: error.to_string() };
        let mut line = |text: String| output.write_all(text.as_bytes()).map_err(unwritten);
        line(format!("{{\"schema\":\"{SCHEMA}\",\"runs\":["))?;
        for (number, row) in self.runs(filter)?.iter().enumerate() {
            let run = json(&self.travelling(row)?)?;
            line(format!("{}\n{run}", if number == 0 { "" } else { "," }))?;
        }
        let events: Vec<Event> = self.events(None)?.into_iter().map(|(_, event)| event).collect();
        line(format!("\n],\"events\":{},\"accepted\":{}}}\n", json(&events)?, json(&self.accepted()?)?))
    }

    fn travelling(&self, row: &RunRow) -> Result<Travelling, HistoryError> {
        let run = self.whole(row)?;
        let placement = "SELECT origin.uid, run.seq, run.at FROM run JOIN origin ON origin.id = run.origin WHERE run.id = ?1";
        let (origin, seq, at) = self
            .connection
            .query_row(placement, params![row.id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(|error| self.failed("read", &error))?;
        let document = RawValue::from_string(run.document)
            .map_err(|error| self.damaged(format!("the report of run {}: {error}", row.id.0)))?;
        let RunRecord { started, kind, status, variant, fingerprint, measures, .. } = run;
        let uid = row.uid.clone();
        Ok(Travelling {
            uid,
            origin,
            seq,
            at,
            started,
            kind,
            status,
            variant,
            fingerprint,
            measures,
            document,
        })
    }

    /// Takes the runs of another machine in: its database, or its export. All of them, or nothing where one is odd.
    ///
    /// # Errors
    /// Where the file cannot be read or holds something odd, or this history cannot be written.
    pub fn import(&mut self, from: &Path) -> Result<Imported, HistoryError> {
        let refused = |reason: String| HistoryError::Foreign { path: from.to_owned(), reason };
        let unread = |error: io::Error| refused(error.to_string());
        let mut file = user_file::open_regular(from).map_err(unread)?;
        let [own, other] = [fs::metadata(&self.path).map_err(unread)?, file.metadata().map_err(unread)?];
        if (own.dev(), own.ino()) == (other.dev(), other.ino()) {
            return Err(refused("it is this history itself".into()));
        }
        let mut begin = Vec::new();
        (&mut file).take(MAGIC.len() as u64).read_to_end(&mut begin).map_err(unread)?;
        let export = if begin == MAGIC {
            drop(file);
            of_database(from)?
        } else {
            let rest = io::Cursor::new(begin).chain(BufReader::new(file));
            serde_json::from_reader(rest).map_err(|error| refused(error.to_string()))?
        };
        crate::store::schema::expect(KIND, &export.schema).map_err(|reason| refused(reason.to_string()))?;
        self.expect_whole()?;
        self.take_in(export).map_err(|error| match error {
            HistoryError::Unfit { reason } => refused(reason),
            other => other,
        })
    }

    fn take_in(&mut self, export: Export) -> Result<Imported, HistoryError> {
        let runs = export.runs.into_iter().map(arrived).collect::<Result<Vec<_>, _>>()?;
        let packed = runs
            .iter()
            .map(|(run, placement)| Ok((Packed::of(run)?, placement)))
            .collect::<Result<Vec<_>, _>>()?;
        self.at_once(|transaction| {
            let mut imported = Imported::default();
            for (run, placement) in &packed {
                match run.insert(transaction, Some(placement))? {
                    Recorded::New(_) => imported.new += 1,
                    Recorded::Already(_) => imported.already += 1,
                }
            }
            for event in &export.events {
                insert_event(transaction, event)?;
            }
            // What was accepted here is not overruled from elsewhere.
            let own =
                transaction.query_row("SELECT count(*) FROM accepted", [], |row| row.get::<_, i64>(0))?;
            if let Some(accepted) = export.accepted.as_ref().filter(|_| own == 0) {
                insert_accepted(transaction, accepted)?;
            }
            imported.notes = export.events.len() + usize::from(export.accepted.is_some());
            Ok(imported)
        })
    }
}

/// A run from elsewhere, looked at: its name is that of its content, its words are known, its times are times.
fn arrived(run: Travelling) -> Result<(RunRecord, Placement), HistoryError> {
    let name: String = run.uid.chars().take(12).collect();
    let odd = |what: &str| HistoryError::Unfit { reason: format!("run {name}: {what}") };
    let record = RunRecord {
        started: run.started,
        kind: run.kind,
        status: run.status,
        variant: run.variant,
        fingerprint: run.fingerprint,
        document: Box::<str>::from(run.document).into(),
        measures: run.measures,
    };
    if record.uid() != run.uid {
        return Err(odd("its content is not what its name says: it was changed on the way"));
    }
    if !STATUSES.contains(&record.status.as_str()) {
        return Err(odd("its verdict is no verdict"));
    }
    if Timestamp::from_millisecond(run.at).is_err() || run.at < record.started.as_millisecond() || run.seq < 1
    {
        return Err(odd("its place among the others makes no sense"));
    }
    let hexadecimal = run.origin.len() == 32 && run.origin.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hexadecimal {
        return Err(odd("its origin is none"));
    }
    Ok((record, Placement { origin: run.origin, seq: run.seq, at: run.at }))
}

/// Everything in another database. One of an older version is brought up to date as a copy: the file stays as it is.
fn of_database(from: &Path) -> Result<Export, HistoryError> {
    let unread =
        |error: io::Error| HistoryError::Foreign { path: from.to_owned(), reason: error.to_string() };
    let scratch;
    let path = match look(from)? {
        Found::Version(version) if version < schema::VERSION => {
            scratch = tempfile::tempdir().map_err(unread)?;
            let copy = scratch.path().join(super::FILE_NAME);
            fs::copy(from, &copy).map_err(unread)?;
            copy
        }
        _ => from.to_owned(),
    };
    let other = History::open_existing(&path)?;
    other.expect_whole()?;
    let runs = other.runs(&Filter::default())?;
    Ok(Export {
        schema: SCHEMA.into(),
        runs: runs.iter().map(|row| other.travelling(row)).collect::<Result<_, _>>()?,
        events: other.events(None)?.into_iter().map(|(_, event)| event).collect(),
        accepted: other.accepted()?,
    })
}

fn json(value: &impl Serialize) -> Result<String, HistoryError> {
    serde_json::to_string(value).map_err(|error| HistoryError::Unwritten { reason: error.to_string() })
}
