//! What was told of a series already, and the levels that were accepted.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::History;
use super::error::{HistoryError, Sqlite};
use super::model::{Event, EventId, EventKind, Place, Reference, RelationKind, SeriesKey, Strand};
use super::query::time;
use super::record::series_id;
use super::series::series_key;
use crate::statistics::Interval;

const EVENT: &str =
    "SELECT series.probe, series.target, series.quantity, series.unit, event.machine, event.relation,
    event.id, event.kind, event.before_run, event.before_commit, event.after_run, event.after_commit,
    event.ratio, event.low, event.high, event.told, event.closed, event.note
    FROM event JOIN series ON series.id = event.series";
const REFERENCE: &str = "SELECT series.probe, series.target, series.quantity, series.unit, reference.machine,
    reference.relation, reference.value, reference.low, reference.high, reference.run, reference.hash,
    reference.accepted, reference.reason
    FROM reference JOIN series ON series.id = reference.series";

impl History {
    /// What was told, of one series or of all, in the order of telling.
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

    /// Notes that something was told. What was told before (same strand, kind and first run) keeps its row, and who told it first;
    /// its bounds are brought up to date.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn add_event(&mut self, event: &Event) -> Result<EventId, HistoryError> {
        self.at_once(|transaction| insert_event(transaction, event))
    }

    /// Notes that an event is over since this run (uid). One that was over stays so.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn close_event(&mut self, id: EventId, run: &str) -> Result<(), HistoryError> {
        let close = "UPDATE event SET closed = coalesce(closed, ?2) WHERE id = ?1";
        let done = self.connection.execute(close, params![id.0, run]);
        done.map(drop).map_err(|error| self.failed("written", &error))
    }

    /// The level that was accepted last.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn reference(&self, strand: &Strand) -> Result<Option<Reference>, HistoryError> {
        let sql = format!(
            "{REFERENCE} WHERE series.probe = ?1 AND series.target = ?2 AND series.quantity = ?3 AND series.unit = ?4
             AND reference.machine = ?5 AND reference.relation = ?6"
        );
        let key = &strand.series;
        let chosen =
            params![key.probe, key.target, key.quantity, key.unit, strand.machine, strand.relation.word()];
        self.connection
            .query_row(&sql, chosen, reference)
            .optional()
            .map_err(|error| self.failed("read", &error))
    }

    /// All levels that were accepted.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn references(&self) -> Result<Vec<Reference>, HistoryError> {
        let read = || -> Result<Vec<Reference>, Sqlite> {
            let mut statement = self.connection.prepare(&format!("{REFERENCE} ORDER BY reference.id"))?;
            let rows = statement.query_map([], reference)?;
            rows.collect()
        };
        read().map_err(|error| self.failed("read", &error))
    }

    /// Accepts a level, in the place of an older one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn set_reference(&mut self, reference: &Reference) -> Result<(), HistoryError> {
        self.at_once(|transaction| insert_reference(transaction, reference))
    }
}

pub(super) fn insert_event(transaction: &Transaction<'_>, event: &Event) -> Result<EventId, Sqlite> {
    let series = series_id(transaction, &event.strand.series)?;
    let before = event.before.as_ref();
    let id = transaction.query_row(
                "INSERT INTO event (series, machine, relation, kind, before_run, before_commit, after_run, after_commit,
                     ratio, low, high, told, closed, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                 ON CONFLICT (series, machine, relation, kind, after_run) DO UPDATE SET
                     ratio = excluded.ratio, low = excluded.low, high = excluded.high,
                     closed = coalesce(event.closed, excluded.closed), note = coalesce(excluded.note, event.note)
                 RETURNING id",
                params![
                    series,
                    event.strand.machine,
                    event.strand.relation.word(),
                    event.kind.word(),
                    before.map(|place| &place.run),
                    before.and_then(|place| place.commit.as_ref()),
                    event.after.run,
                    event.after.commit,
                    event.ratio.map(|ratio| ratio.estimate),
                    event.ratio.map(|ratio| ratio.low),
                    event.ratio.map(|ratio| ratio.high),
                    event.told,
                    event.closed,
                    event.note
                ],
                |row| row.get(0),
            )?;
    Ok(EventId(id))
}

pub(super) fn insert_reference(transaction: &Transaction<'_>, reference: &Reference) -> Result<(), Sqlite> {
    let series = series_id(transaction, &reference.strand.series)?;
    transaction.execute(
        "INSERT OR REPLACE INTO reference
                     (series, machine, relation, value, low, high, run, hash, accepted, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            series,
            reference.strand.machine,
            reference.strand.relation.word(),
            reference.value,
            reference.low,
            reference.high,
            reference.place.run,
            reference.place.commit,
            reference.accepted.to_string(),
            reference.reason
        ],
    )?;
    Ok(())
}

/// Series, machine, relation: six columns from the first on.
fn strand(row: &Row<'_>) -> Result<Strand, Sqlite> {
    let word: String = row.get(5)?;
    let relation = RelationKind::of_word(&word).ok_or_else(|| odd(5, &word))?;
    Ok(Strand { series: series_key(row, 0)?, machine: row.get(4)?, relation })
}

fn odd(column: usize, word: &str) -> Sqlite {
    Sqlite::FromSqlConversionFailure(
        column,
        rusqlite::types::Type::Text,
        format!("`{word}` is unknown").into(),
    )
}

fn event(row: &Row<'_>) -> Result<(EventId, Event), Sqlite> {
    let word: String = row.get(7)?;
    let before: Option<String> = row.get(8)?;
    let commit = row.get(9)?;
    let (ratio, low, high): (Option<f64>, Option<f64>, Option<f64>) =
        (row.get(12)?, row.get(13)?, row.get(14)?);
    let interval = || Some(Interval { estimate: ratio?, low: low?, high: high? });
    let event = Event {
        strand: strand(row)?,
        kind: EventKind::of_word(&word).ok_or_else(|| odd(7, &word))?,
        before: before.map(|run| Place { run, commit }),
        after: Place { run: row.get(10)?, commit: row.get(11)? },
        ratio: interval(),
        told: row.get(15)?,
        closed: row.get(16)?,
        note: row.get(17)?,
    };
    Ok((EventId(row.get(6)?), event))
}

fn reference(row: &Row<'_>) -> Result<Reference, Sqlite> {
    Ok(Reference {
        strand: strand(row)?,
        value: row.get(6)?,
        low: row.get(7)?,
        high: row.get(8)?,
        place: Place { run: row.get(9)?, commit: row.get(10)? },
        accepted: time(row, 11)?,
        reason: row.get(12)?,
    })
}
