//! A run as it was recorded, put together again.

use std::collections::HashMap;

use rusqlite::params;

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{Measure, MeasureId, RunId, RunRecord, RunRow, Variant};
use super::query::variant;
use super::series::{relation, series_key};

/// A measure with its number here and that of its variant.
type Numbered = (i64, i64, Measure);

impl History {
    /// The run, with its report, its numbers and its samples.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    pub fn whole(&self, row: &RunRow) -> Result<RunRecord, HistoryError> {
        let mut measures = self.measures(row.id)?;
        for (id, measure) in &mut measures {
            measure.samples = self.samples(*id)?;
        }
        Ok(RunRecord {
            started: row.started,
            kind: row.kind.clone(),
            status: row.status.clone(),
            variant: row.variant.clone(),
            fingerprint: self.fingerprint(row.id)?,
            document: self.document(row.id)?,
            measures: measures.into_iter().map(|(_, measure)| measure).collect(),
        })
    }

    /// The run's numbers, without their samples, in the order in which they were recorded.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn measures(&self, run: RunId) -> Result<Vec<(MeasureId, Measure)>, HistoryError> {
        let read = || -> Result<(Vec<Numbered>, i64), Sqlite> {
            let mut statement = self.connection.prepare_cached(
                "SELECT series.probe, series.target, series.quantity, series.unit, measure.id, measure.variant,
                     measure.relation, measure.base, measure.value, measure.low, measure.high, measure.n, measure.verdict
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
                Ok((row.get(4)?, row.get(5)?, measure))
            })?;
            let of_run = "SELECT variant FROM run WHERE id = ?1";
            Ok((
                rows.collect::<Result<_, _>>()?,
                self.connection.query_row(of_run, [run.0], |row| row.get(0))?,
            ))
        };
        let (measures, of_run) = read().map_err(|error| self.failed("read", &error))?;
        let mut variants: HashMap<i64, Variant> = HashMap::new();
        for (_, variant, _) in measures.iter().filter(|(_, variant, _)| *variant != of_run) {
            if !variants.contains_key(variant) {
                variants.insert(*variant, self.variant(*variant)?);
            }
        }
        let complete = |(id, variant, measure): Numbered| {
            (MeasureId(id), Measure { variant: variants.get(&variant).cloned(), ..measure })
        };
        Ok(measures.into_iter().map(complete).collect())
    }

    fn variant(&self, id: i64) -> Result<Variant, HistoryError> {
        let read = "SELECT label, hash, subject, dirty, machine FROM variant WHERE id = ?1";
        self.connection
            .query_row(read, [id], |row| variant(row, 0))
            .map_err(|error| self.failed("read", &error))
    }
}
