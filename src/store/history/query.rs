//! Runs out of the history, in the order of nights.
//!
//! The order is that of `at`, then of the origin and its own sequence. Within an origin `at` never falls, so its runs stand as they
//! were recorded, whatever its clock said; runs of several machines are merged by time.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{RunId, RunRow, Variant};
use super::pack::unpack_text;
use crate::git::Commit;
use crate::python::Fingerprint;

/// Oldest first.
pub(super) const IN_ORDER: &str = "run.at, run.origin, run.seq, run.id";
pub(super) const COLUMNS: &str =
    "run.id, run.uid, run.started, run.at, run.kind, run.status, run.measures, origin.own,
    variant.label, variant.hash, variant.subject, variant.dirty, variant.machine";
/// Fewest digits that stand for a uid.
const LEAST: usize = 4;
pub(super) const TABLES: &str =
    "run JOIN variant ON variant.id = run.variant JOIN origin ON origin.id = run.origin";

/// Which runs. The default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// With a number of this module, factory, check, or kind of probe.
    pub probe: Option<String>,
    /// Of a commit that begins so, on either side of a comparison.
    pub commit: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// With this worst verdict.
    pub status: Option<String>,
    /// By this command.
    pub kind: Option<String>,
    /// The newest of them, at most.
    pub limit: Option<usize>,
}

/// How a run is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunName {
    /// The newest, or the one that many before it: `latest`, `latest~2`.
    Latest(usize),
    /// Its number here, or the beginning of its uid: four digits and more.
    Named(String),
}

/// A name that no run can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` names no run")]
#[diagnostic(help("write a number of `vitals history`, the beginning of a uid, `latest`, or `latest~2`"))]
pub struct NoRunName(String);

impl FromStr for RunName {
    type Err = NoRunName;

    fn from_str(text: &str) -> Result<Self, NoRunName> {
        let wrong = || NoRunName(text.chars().take(80).collect());
        if let Some(rest) = text.strip_prefix("latest") {
            return match rest.strip_prefix('~') {
                None if rest.is_empty() => Ok(Self::Latest(0)),
                Some(back) => back.parse().map(Self::Latest).map_err(|_| wrong()),
                None => Err(wrong()),
            };
        }
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if fits { Ok(Self::Named(text.to_ascii_lowercase())) } else { Err(wrong()) }
    }
}

impl std::fmt::Display for RunName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Latest(0) => formatter.write_str("latest"),
            Self::Latest(back) => write!(formatter, "latest~{back}"),
            Self::Named(name) => formatter.write_str(name),
        }
    }
}

impl History {
    /// The runs, oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn runs(&self, filter: &Filter) -> Result<Vec<RunRow>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES}
             WHERE (?1 IS NULL OR EXISTS (
                 SELECT 1 FROM series JOIN measure ON measure.series = series.id
                 WHERE (series.target = ?1 OR series.probe = ?1) AND measure.run = run.id))
             AND (?2 IS NULL OR substr(variant.hash, 1, length(?2)) = ?2 OR EXISTS (
                 SELECT 1 FROM measure JOIN variant AS side ON side.id = measure.variant
                 WHERE measure.run = run.id AND substr(side.hash, 1, length(?2)) = ?2))
             AND (?3 IS NULL OR run.at >= ?3) AND (?4 IS NULL OR run.status = ?4) AND (?5 IS NULL OR run.kind = ?5)
             ORDER BY {} LIMIT ?6",
            IN_ORDER.replace(',', " DESC,") + " DESC"
        );
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let since = filter.since.map(Timestamp::as_millisecond);
        let commit = filter.commit.as_ref().map(|commit| commit.to_ascii_lowercase());
        let read = || -> Result<Vec<RunRow>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(
                params![filter.probe, commit, since, filter.status, filter.kind, limit],
                run_row,
            )?;
            rows.collect()
        };
        let mut runs = read().map_err(|error| self.failed("read", &error))?;
        runs.reverse();
        Ok(runs)
    }

    /// One run.
    ///
    /// # Errors
    /// Where no run has that name, several begin so, or the file cannot be read.
    pub fn run(&self, name: &RunName) -> Result<RunRow, HistoryError> {
        let found = self.named(name).map_err(|error| self.failed("read", &error))?;
        match <[RunRow; 1]>::try_from(found) {
            Ok([run]) => Ok(run),
            Err(none) if none.is_empty() => self.no_such_run(name),
            Err(several) => Err(HistoryError::Ambiguous {
                name: name.to_string(),
                count: several.len(),
                known: several.iter().map(|run| &run.uid[..12]).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    fn named(&self, name: &RunName) -> Result<Vec<RunRow>, Sqlite> {
        let (filter, value) = match name {
            RunName::Latest(back) => {
                let descending = IN_ORDER.replace(',', " DESC,");
                let back = i64::try_from(*back).unwrap_or(i64::MAX);
                (format!("1 ORDER BY {descending} DESC LIMIT 1 OFFSET ?1"), back.into())
            }
            RunName::Named(name) => {
                // A number of this database is meant before a uid that begins with the same digits.
                let number = name.parse::<i64>().ok();
                let known = "SELECT EXISTS (SELECT 1 FROM run WHERE id = ?1)";
                match number.map(|id| self.connection.query_row(known, [id], |row| row.get(0))).transpose()? {
                    Some(true) => ("run.id = ?1".to_owned(), rusqlite::types::Value::from(number)),
                    // So few digits were meant as a number, of a run that is gone.
                    _ if name.len() < LEAST => return Ok(Vec::new()),
                    _ => ("substr(run.uid, 1, length(?1)) = ?1 LIMIT 12".to_owned(), name.clone().into()),
                }
            }
        };
        let mut statement =
            self.connection.prepare(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE {filter}"))?;
        let rows = statement.query_map([value], run_row)?;
        rows.collect()
    }

    fn no_such_run<T>(&self, name: &RunName) -> Result<T, HistoryError> {
        let last = self.runs(&Filter { limit: Some(5), ..Filter::default() })?;
        let known = match (last.first(), last.last()) {
            (Some(first), Some(last)) if first.id != last.id => {
                format!(
                    "the last ones are {} to {} (`latest`); `vitals history` lists them",
                    first.id.0, last.id.0
                )
            }
            (_, Some(last)) => format!("there is {} (`latest`)", last.id.0),
            _ => "it is empty".into(),
        };
        Err(HistoryError::NoSuchRun { name: name.to_string(), path: self.path.clone(), known })
    }

    /// The run's report, as JSON.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn document(&self, id: RunId) -> Result<String, HistoryError> {
        let read = "SELECT document FROM content WHERE run = ?1";
        let packed: Option<Vec<u8>> = self
            .connection
            .query_row(read, [id.0], |row| row.get(0))
            .optional()
            .map_err(|error| self.failed("read", &error))?;
        let Some(packed) = packed else { return self.no_such_run(&RunName::Named(id.0.to_string())) };
        unpack_text(&packed).map_err(|reason| self.damaged(format!("the report of run {}: {reason}", id.0)))
    }

    /// All of the run's fingerprint; None where no interpreter was measured.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn fingerprint(&self, id: RunId) -> Result<Option<Fingerprint>, HistoryError> {
        let damaged =
            |error: serde_json::Error| self.damaged(format!("the fingerprint of run {}: {error}", id.0));
        self.fingerprint_text(id)?.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()
    }

    /// The same as it was written.
    pub(super) fn fingerprint_text(&self, id: RunId) -> Result<Option<String>, HistoryError> {
        let read = "SELECT fingerprint FROM content WHERE run = ?1";
        let found = self.connection.query_row(read, [id.0], |row| row.get(0)).optional();
        Ok(found.map_err(|error| self.failed("read", &error))?.flatten())
    }
}

pub(super) fn run_row(row: &Row<'_>) -> Result<RunRow, Sqlite> {
    Ok(RunRow {
        id: RunId(row.get(0)?),
        uid: row.get(1)?,
        started: time(row, 2)?,
        at: Timestamp::from_millisecond(row.get(3)?).unwrap_or(Timestamp::UNIX_EPOCH),
        kind: row.get(4)?,
        status: row.get(5)?,
        measures: usize::try_from(row.get::<_, i64>(6)?).unwrap_or(0),
        own: row.get(7)?,
        variant: variant(row, 8)?,
    })
}

/// Label, hash, subject, dirty, machine: five columns from this one on.
pub(super) fn variant(row: &Row<'_>, first: usize) -> Result<Variant, Sqlite> {
    let hash: Option<String> = row.get(first + 1)?;
    let subject: Option<String> = row.get(first + 2)?;
    Ok(Variant {
        label: row.get(first)?,
        commit: hash.map(|hash| Commit { hash, subject: subject.unwrap_or_default() }),
        dirty: row.get(first + 3)?,
        machine: row.get(first + 4)?,
    })
}

/// A time that was written by this program; one that is none is a damaged column.
pub(super) fn time(row: &Row<'_>, column: usize) -> Result<Timestamp, Sqlite> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: jiff::Error| {
        Sqlite::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
    })
}
