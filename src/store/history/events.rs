//! What was reported of a series already, and the commits that were accepted as the reference.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::interned::series_id;
use super::model::{Accepted, Change, Event, EventId, Evidence, RunRef, SeriesKey};
use super::query::time;
use super::series::series_key;
use crate::git::Commit;
use crate::statistics::Interval;

const EVENT: &str =
    "SELECT series.probe, series.target, series.quantity, series.unit, event.id, event.change,
    event.evidence, event.before_run, event.before_commit, event.after_run, event.after_commit,
    event.ratio, event.low, event.high, event.reported, event.note
    FROM event JOIN series ON series.id = event.series";

impl History {
    /// What was reported, of one series or of all, in the order in which it was reported.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn events(&self, series: Option<&SeriesKey>) -> Result<Vec<(EventId, Event)>, HistoryError> {
        let sql = format!(
            "{EVENT} WHERE ?1 IS NULL OR (series.probe = ?1 AND series.target = ?2 AND series.quantity = ?3
             AND series.unit = ?4) ORDER BY event.id"
        );
        let part = |of: fn(&SeriesKey) -> &String| series.map(of);
        let read = || -> Result<Vec<_>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let chosen = params![
                part(|key| &key.probe),
                part(|key| &key.target),
                part(|key| &key.quantity),
                part(|key| &key.unit)
            ];
            let rows = statement.query_map(chosen, event)?;
            rows.collect()
        };
        read().map_err(|error| self.failed("read", &error))
    }

    /// The commit that was accepted last.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn accepted(&self) -> Result<Option<Accepted>, HistoryError> {
        let sql = "SELECT hash, subject, after, at, reason FROM accepted ORDER BY id DESC LIMIT 1";
        self.connection.query_row(sql, [], accepted).optional().map_err(|error| self.failed("read", &error))
    }

    /// Accepts a commit, in the place of an older one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn accept(&mut self, accepted: &Accepted) -> Result<(), HistoryError> {
        self.at_once(|transaction| insert_accepted(transaction, accepted))
    }
}

/// Notes that something was reported. What was reported before (same series, change and first run) keeps its row, and who
/// reported it first; its bounds are brought up to date.
pub(super) fn insert_event(transaction: &Transaction<'_>, event: &Event) -> Result<EventId, Sqlite> {
    let series = series_id(transaction, &event.series)?;
    let before = event.before.as_ref();
    let id = transaction.query_row(
        "INSERT INTO event (series, change, evidence, before_run, before_commit, after_run, after_commit,
             ratio, low, high, reported, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (series, change, evidence, after_run) DO UPDATE SET
             ratio = excluded.ratio, low = excluded.low, high = excluded.high,
             note = coalesce(excluded.note, event.note)
         RETURNING id",
        params![
            series,
            event.change.word(),
            event.evidence.word(),
            before.map(|place| &place.run),
            before.and_then(|place| place.commit.as_ref()),
            event.after.run,
            event.after.commit,
            event.ratio.map(|ratio| ratio.estimate),
            event.ratio.map(|ratio| ratio.low),
            event.ratio.map(|ratio| ratio.high),
            event.reported,
            event.note
        ],
        |row| row.get(0),
    )?;
    Ok(EventId(id))
}

pub(super) fn insert_accepted(transaction: &Transaction<'_>, accepted: &Accepted) -> Result<(), Sqlite> {
    let sql = "INSERT INTO accepted (hash, subject, after, at, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
    let Accepted { commit, after, at, reason } = accepted;
    transaction.execute(sql, params![commit.hash, commit.subject, after, at.to_string(), reason])?;
    Ok(())
}

fn odd(column: usize, word: &str) -> Sqlite {
    Sqlite::FromSqlConversionFailure(
        column,
        rusqlite::types::Type::Text,
        format!("`{word}` is unknown").into(),
    )
}

fn event(row: &Row<'_>) -> Result<(EventId, Event), Sqlite> {
    let (change, evidence): (String, String) = (row.get(5)?, row.get(6)?);
    let before: Option<String> = row.get(7)?;
    let commit = row.get(8)?;
    let (ratio, low, high): (Option<f64>, Option<f64>, Option<f64>) =
        (row.get(11)?, row.get(12)?, row.get(13)?);
    let interval = || Some(Interval { estimate: ratio?, low: low?, high: high?, level: None });
    let event = Event {
        series: series_key(row, 0)?,
        change: Change::of_word(&change).ok_or_else(|| odd(5, &change))?,
        evidence: Evidence::of_word(&evidence).ok_or_else(|| odd(6, &evidence))?,
        before: before.map(|run| RunRef { run, commit }),
        after: RunRef { run: row.get(9)?, commit: row.get(10)? },
        ratio: interval(),
        reported: row.get(14)?,
        note: row.get(15)?,
    };
    Ok((EventId(row.get(4)?), event))
}

fn accepted(row: &Row<'_>) -> Result<Accepted, Sqlite> {
    Ok(Accepted {
        commit: Commit { hash: row.get(0)?, subject: row.get(1)? },
        after: row.get(2)?,
        at: time(row, 3)?,
        reason: row.get(4)?,
    })
}
