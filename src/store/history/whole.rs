//! A run as it was recorded, put together again.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::database::History;
use super::digest::{Digests, of_samples};
use super::error::{HistoryError, Sqlite};
use super::model::{Measure, MeasureId, RunId, RunRecord, RunRow, Variant};
use super::series::{relation, series_key};

/// A number as it stands in the database.
pub struct StoredMeasure {
    pub id: MeasureId,
    /// Without its samples.
    pub measure: Measure,
    /// Of the samples that were recorded, whether or not they are still there.
    pub samples_digest: Option<String>,
}

/// A run with what says that it is the one that was recorded.
pub struct WholeRun {
    pub record: RunRecord,
    /// As it was written.
    pub fingerprint: Option<String>,
    /// Of each number's samples.
    pub samples: Vec<Option<String>>,
    /// Of what was recorded.
    pub digest: String,
}

impl WholeRun {
    /// The digests of what is there now.
    pub fn digests(&self) -> Digests {
        Digests::of(&self.record, self.fingerprint.as_deref(), &self.samples)
    }

    /// What is not as it was recorded.
    pub fn changed(&self, row: &RunRow) -> Option<String> {
        let run = row.id.0;
        if self.record.uid() != row.uid {
            return Some(format!("run {run}: its report, command or time is not the one that was recorded"));
        }
        let numbers = self.record.measures.iter().zip(&self.samples);
        let odd = numbers.into_iter().find(|(measure, digest)| {
            !measure.samples.is_empty() && of_samples(&measure.samples) != **digest
        });
        if let Some((measure, _)) = odd {
            let of = measure.series.to_string();
            return Some(format!("run {run}: the samples of {of} are not those that were recorded"));
        }
        (self.digests().run != self.digest).then(|| {
            format!(
                "run {run}: its verdict, variant, fingerprint or numbers are not those that were recorded"
            )
        })
    }
}

impl History {
    /// The run, with its report, its numbers and its samples.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn whole(&self, row: &RunRow) -> Result<RunRecord, HistoryError> {
        Ok(self.whole_run(row)?.record)
    }

    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub(super) fn whole_run(&self, row: &RunRow) -> Result<WholeRun, HistoryError> {
        let failed = |error| self.failed("read", &error);
        let (mut measures, mut samples) = (Vec::new(), Vec::new());
        for stored in measures_of(&self.connection, row.id).map_err(failed)? {
            measures.push(Measure { samples: self.samples(stored.id)?, ..stored.measure });
            samples.push(stored.samples_digest);
        }
        let digest = "SELECT digest FROM run WHERE id = ?1";
        let digest = self.connection.query_row(digest, [row.id.0], |row| row.get(0)).map_err(failed)?;
        let record = RunRecord {
            started: row.started,
            kind: row.kind.clone(),
            status: row.status.clone(),
            variant: row.variant.clone(),
            fingerprint: self.fingerprint(row.id)?,
            document: self.document(row.id)?,
            measures,
        };
        Ok(WholeRun { record, fingerprint: self.fingerprint_text(row.id)?, samples, digest })
    }

    /// The run's numbers, without their samples, in the order in which they were recorded.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn measures(&self, run: RunId) -> Result<Vec<(MeasureId, Measure)>, HistoryError> {
        let stored = measures_of(&self.connection, run).map_err(|error| self.failed("read", &error))?;
        Ok(stored.into_iter().map(|stored| (stored.id, stored.measure)).collect())
    }
}

/// The run's numbers, in the order in which they were recorded.
pub fn measures_of(connection: &Connection, run: RunId) -> Result<Vec<StoredMeasure>, Sqlite> {
    let mut statement = connection.prepare_cached(
        "SELECT series.probe, series.target, series.quantity, series.unit, measure.id, measure.variant,
             measure.relation, measure.base, measure.value, measure.low, measure.high, measure.n, measure.verdict,
             measure.samples_digest
         FROM measure JOIN series ON series.id = measure.series WHERE measure.run = ?1 ORDER BY measure.id",
    )?;
    let rows = statement.query_map(params![run.0], |row| {
        let word: String = row.get(6)?;
        let measure = Measure {
            series: series_key(row, 0)?,
            relation: relation(&word, row.get(7)?),
            variant: None,
            value: row.get(8)?,
            low: row.get(9)?,
            high: row.get(10)?,
            n: usize::try_from(row.get::<_, i64>(11)?).unwrap_or(0),
            verdict: row.get(12)?,
            samples: Vec::new(),
        };
        let stored = StoredMeasure { id: MeasureId(row.get(4)?), measure, samples_digest: row.get(13)? };
        Ok((row.get::<_, i64>(5)?, stored))
    })?;
    let measures: Vec<(i64, StoredMeasure)> = rows.collect::<Result<_, _>>()?;
    let of_run: i64 =
        connection.query_row("SELECT variant FROM run WHERE id = ?1", [run.0], |row| row.get(0))?;
    let mut variants: HashMap<i64, Variant> = HashMap::new();
    for (variant, _) in measures.iter().filter(|(variant, _)| *variant != of_run) {
        if !variants.contains_key(variant) {
            variants.insert(*variant, variant_of(connection, *variant)?);
        }
    }
    let complete = |(variant, mut stored): (i64, StoredMeasure)| {
        stored.measure.variant = variants.get(&variant).cloned();
        stored
    };
    Ok(measures.into_iter().map(complete).collect())
}

fn variant_of(connection: &Connection, id: i64) -> Result<Variant, Sqlite> {
    let read = "SELECT label, hash, subject, dirty, machine FROM variant WHERE id = ?1";
    connection.query_row(read, [id], |row| super::query::variant(row, 0))
}
