//! Series: one quantity of one target, run after run. Only small columns are read; samples on demand.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{MeasureId, Point, Relation, RelationKind, RunId, SeriesKey};
use super::pack::unpack_samples;
use super::query::{IN_ORDER, time, variant};

/// Which part of a series. The default is all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// On this machine and interpreter: [`Fingerprint::key`](crate::python::Fingerprint::key).
    pub machine: Option<String>,
    /// In this reading.
    pub relation: Option<RelationKind>,
    /// By this command alone.
    pub kind: Option<String>,
}

impl History {
    /// The series that have a point, of one target or of all; in order of their names.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn series_keys(&self, target: Option<&str>) -> Result<Vec<SeriesKey>, HistoryError> {
        let sql = "SELECT probe, target, quantity, unit FROM series
            WHERE (?1 IS NULL OR target = ?1)
            AND EXISTS (SELECT 1 FROM measure WHERE measure.series = series.id)
            ORDER BY probe, target, quantity, unit";
        let read = || -> Result<Vec<SeriesKey>, Sqlite> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([target], |row| series_key(row, 0))?;
            rows.collect()
        };
        read().map_err(|error| self.failed("read", &error))
    }

    /// The machines on which a series has points, in the order in which they were first seen.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn machines(&self, key: &SeriesKey) -> Result<Vec<String>, HistoryError> {
        let mut machines: Vec<String> = Vec::new();
        for point in self.series(key, &Scope::default())? {
            if !machines.contains(&point.variant.machine) {
                machines.push(point.variant.machine);
            }
        }
        Ok(machines)
    }

    /// The points of a series, in the order of nights: by time, and within one machine as they were recorded, whatever
    /// its clock said. Empty for a series that is not known.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn series(&self, key: &SeriesKey, scope: &Scope) -> Result<Vec<Point>, HistoryError> {
        let sql = format!(
            "SELECT measure.id, run.id, run.uid, run.started, run.kind, measure.relation, measure.base, measure.value,
                 measure.low, measure.high, measure.n, measure.verdict,
                 variant.label, variant.hash, variant.subject, variant.dirty, variant.machine
             FROM series JOIN measure ON measure.series = series.id
             JOIN run ON run.id = measure.run JOIN variant ON variant.id = measure.variant
             WHERE series.probe = ?1 AND series.target = ?2 AND series.quantity = ?3 AND series.unit = ?4
             AND (?5 IS NULL OR variant.machine = ?5) AND (?6 IS NULL OR measure.relation = ?6)
             AND (?7 IS NULL OR run.kind = ?7)
             ORDER BY {IN_ORDER}, measure.id"
        );
        let relation = scope.relation.map(RelationKind::word);
        let read = || -> Result<Vec<Point>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let chosen =
                params![key.probe, key.target, key.quantity, key.unit, scope.machine, relation, scope.kind];
            let rows = statement.query_map(chosen, point)?;
            rows.collect()
        };
        let mut points = read().map_err(|error| self.failed("read", &error))?;
        for (sequence, point) in points.iter_mut().enumerate() {
            point.sequence = sequence;
        }
        Ok(points)
    }

    /// The samples behind a number; empty where none were kept, or they were pruned.
    ///
    /// # Errors
    /// Where they cannot be read, or are damaged.
    pub fn samples(&self, measure: MeasureId) -> Result<Vec<f64>, HistoryError> {
        let samples = samples_of(&self.connection, measure).map_err(|error| self.failed("read", &error))?;
        samples.map_err(|reason| self.damaged(format!("the samples of measure {}: {reason}", measure.0)))
    }
}

/// The samples behind a number; the inner error where they are damaged.
pub(super) fn samples_of(
    connection: &Connection,
    measure: MeasureId,
) -> Result<Result<Vec<f64>, String>, Sqlite> {
    let mut statement = connection.prepare_cached("SELECT packed FROM sample WHERE measure = ?1")?;
    let packed: Option<Vec<u8>> = statement.query_row([measure.0], |row| row.get(0)).optional()?;
    Ok(packed.map_or(Ok(Vec::new()), |packed| unpack_samples(&packed)))
}

/// Probe, target, quantity, unit: four columns from this one on.
pub(super) fn series_key(row: &Row<'_>, first: usize) -> Result<SeriesKey, Sqlite> {
    Ok(SeriesKey {
        probe: row.get(first)?,
        target: row.get(first + 1)?,
        quantity: row.get(first + 2)?,
        unit: row.get(first + 3)?,
    })
}

/// A relation of its two columns.
pub(super) fn relation(word: &str, base: Option<String>) -> Relation {
    match RelationKind::of_word(word) {
        Some(RelationKind::Ratio) => Relation::Ratio(base.unwrap_or_default()),
        Some(RelationKind::Calibrated) => Relation::Calibrated,
        Some(RelationKind::Raw) | None => Relation::Raw,
    }
}

fn point(row: &Row<'_>) -> Result<Point, Sqlite> {
    let word: String = row.get(5)?;
    Ok(Point {
        measure: MeasureId(row.get(0)?),
        run: RunId(row.get(1)?),
        uid: row.get(2)?,
        sequence: 0,
        started: time(row, 3)?,
        kind: row.get(4)?,
        relation: relation(&word, row.get(6)?),
        value: row.get(7)?,
        low: row.get(8)?,
        high: row.get(9)?,
        n: usize::try_from(row.get::<_, i64>(10)?).unwrap_or(0),
        verdict: row.get(11)?,
        variant: variant(row, 12)?,
    })
}
