//! Histories from one machine to another: lossless JSON out, JSON or a database in.
//!
//! A run keeps its name, its origin and its place among the runs of that origin. What is there already is counted and left.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde_json::value::RawValue;

use super::arrival::{Arrival, difference};
use super::database::{FILE_NAME, History};
use super::error::HistoryError;
use super::events::{insert_accepted, insert_event};
use super::look::{Found, look};
use super::model::{Event, Recorded, RunRecord, RunRow};
use super::packed::Packed;
use super::placement::settle_named;
use super::query::{Filter, RunName};
use super::travelling::{Export, Travelling, TravellingMeasure};
use super::version::VERSION;
use super::whole::WholeRun;
use crate::user_file;

/// Version of the export's shape.
pub const SCHEMA: &str = "vitals-history/2";
/// What `schema` begins with.
const KIND: &str = "vitals-history";

/// What every SQLite database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
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

impl History {
    /// Writes everything as JSON, made for [`History::import`]: one run a line.
    ///
    /// # Errors
    /// Where the history cannot be read, or the output not be written.
    pub fn export(&self, filter: &Filter, output: &mut dyn Write) -> Result<(), HistoryError> {
        let unwritten = |error: io::Error| HistoryError::Unwritten { error: error.into() };
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
        let run = self.whole_run(row)?;
        if let Some(changed) = run.changed(row) {
            return Err(self.damaged(changed));
        }
        let placement = "SELECT origin.uid, run.seq, run.at FROM run JOIN origin ON origin.id = run.origin WHERE run.id = ?1";
        let (origin, seq, at) = self
            .connection
            .query_row(placement, params![row.id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(|error| self.failed("read", &error))?;
        let raw = |what: &str, text: String| {
            RawValue::from_string(text)
                .map_err(|error| self.damaged(format!("the {what} of run {}: {error}", row.id.0)))
        };
        let digests = run.digests();
        let WholeRun { record, fingerprint, samples, .. } = run;
        let RunRecord { started, kind, status, variant, document, measures, .. } = record;
        let measures = measures.into_iter().zip(digests.measures).zip(samples);
        let measures = measures.map(|((measure, digest), samples_digest)| TravellingMeasure {
            measure,
            digest: Some(digest),
            samples_digest,
        });
        Ok(Travelling {
            uid: row.uid.clone(),
            origin,
            seq,
            at,
            started,
            kind,
            status,
            variant,
            fingerprint: fingerprint.map(|text| raw("fingerprint", text)).transpose()?,
            measures: measures.collect(),
            digest: Some(digests.run),
            document: raw("report", document)?,
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
        // The last version's exports have no digests: they get them here.
        let digests = export.schema == SCHEMA;
        let runs =
            export.runs.into_iter().map(|run| Arrival::of(run, digests)).collect::<Result<Vec<_>, _>>()?;
        let packed = runs.iter().map(Arrival::packed).collect::<Result<Vec<_>, _>>()?;
        for run in &packed {
            self.expect_the_same(run)?;
        }
        let origins: BTreeSet<&str> = runs.iter().map(Arrival::origin).collect();
        self.at_once(|transaction| {
            let mut imported = Imported::default();
            for run in &packed {
                match run.insert(transaction)? {
                    Recorded::New(_) => imported.new += 1,
                    Recorded::Already(_) => imported.already += 1,
                }
            }
            for origin in &origins {
                settle_named(transaction, origin, Timestamp::now())?;
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

    /// That a run which is here already is the same.
    fn expect_the_same(&self, run: &Packed<'_>) -> Result<(), HistoryError> {
        let known = "SELECT digest FROM run WHERE uid = ?1";
        let digest: Option<String> = self
            .connection
            .query_row(known, [run.uid()], |row| row.get(0))
            .optional()
            .map_err(|error| self.failed("read", &error))?;
        if digest.is_none_or(|digest| digest == run.digests().run) {
            return Ok(());
        }
        let here = self.whole(&self.run(&RunName::Named(run.uid().to_owned()))?)?;
        match difference(&here, run.run()) {
            Some(what) => {
                let name: String = run.uid().chars().take(12).collect();
                Err(HistoryError::Unfit {
                    reason: format!("run {name}: {what} differ from those that are here"),
                })
            }
            None => Ok(()),
        }
    }
}

/// Everything in another database. One of an older version is brought up to date as a copy: the file stays as it is.
fn of_database(from: &Path) -> Result<Export, HistoryError> {
    let unread =
        |error: io::Error| HistoryError::Foreign { path: from.to_owned(), reason: error.to_string() };
    let scratch;
    let path = match look(from)? {
        Found::Version(version) if version < VERSION => {
            scratch = tempfile::tempdir().map_err(unread)?;
            let copy = scratch.path().join(FILE_NAME);
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
    serde_json::to_string(value)
        .map_err(|error| HistoryError::Unwritten { error: io::Error::from(error).into() })
}
