//! A run into the history: all of it in one transaction, or nothing.

use std::fs;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use sha1::{Digest, Sha1};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{Measure, Recorded, RunId, RunRecord, SeriesKey, Variant};
use super::pack::{pack_samples, pack_text};

/// Databases up to this size are looked through before they are written to: a tenth of a second at most.
const LOOKED_THROUGH: i64 = 128 << 20;

/// Where a run stands among those of its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    /// Of which database.
    pub origin: String,
    /// After how many others.
    pub seq: i64,
    /// When, never before those; milliseconds.
    pub at: i64,
}

impl RunRecord {
    /// The run's name everywhere: the SHA-1 of what it is. Not a signature; the same run gives the same name.
    pub fn uid(&self) -> String {
        let mut hash = Sha1::new();
        for part in [self.kind.as_bytes(), self.started.to_string().as_bytes(), self.document.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Why it cannot be recorded.
    fn unfit(&self) -> Option<String> {
        let whole = |measure: &Measure| {
            measure.value.is_finite() && measure.samples.iter().all(|sample| sample.is_finite())
        };
        let odd = self.measures.iter().find(|measure| !whole(measure))?;
        Some(format!("{} of {} is no number", odd.series.quantity, odd.series.target))
    }
}

impl History {
    /// Records a run. The same run, byte by byte, is recorded once.
    ///
    /// # Errors
    /// Where the file is locked, read-only, damaged, or cannot grow: then nothing of the run is in it.
    pub fn record(&mut self, run: &RunRecord) -> Result<Recorded, HistoryError> {
        self.expect_whole()?;
        let packed = Packed::of(run)?;
        self.at_once(|transaction| packed.insert(transaction, None))
    }

    /// What is damaged is not written to.
    pub(super) fn expect_whole(&self) -> Result<(), HistoryError> {
        let size = "SELECT page_count * page_size, page_size FROM pragma_page_count(), pragma_page_size()";
        let length = fs::metadata(&self.path).map_or(0, |found| found.len());
        let look = || -> Result<Option<String>, Sqlite> {
            let (size, page): (i64, u32) =
                self.connection.query_row(size, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            // SQLite fills a last page that was cut off with zeroes, and is content.
            if !length.is_multiple_of(u64::from(page.max(1))) {
                return Ok(Some("its end is missing".into()));
            }
            if size > LOOKED_THROUGH {
                return Ok(None);
            }
            let said: String = self.connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
            Ok((said != "ok").then_some(said))
        };
        match look().map_err(|error| self.failed("read", &error))? {
            Some(reason) => Err(self.damaged(reason)),
            None => Ok(()),
        }
    }

    /// Does something in one transaction that nothing of remains where it fails.
    pub(super) fn at_once<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Sqlite>,
    ) -> Result<T, HistoryError> {
        let path = self.path.clone();
        let begin = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        begin().map_err(|error| HistoryError::of(&path, "written", &error))
    }
}

/// A run made ready to be written: compressed before the lock is taken.
pub(super) struct Packed<'a> {
    run: &'a RunRecord,
    uid: String,
    document: Vec<u8>,
    fingerprint: Option<String>,
}

impl<'a> Packed<'a> {
    /// # Errors
    /// Where something in it is no number.
    pub(super) fn of(run: &'a RunRecord) -> Result<Self, HistoryError> {
        if let Some(reason) = run.unfit() {
            return Err(HistoryError::Unfit { reason });
        }
        let fingerprint = run.fingerprint.as_ref().and_then(|whole| serde_json::to_string(whole).ok());
        Ok(Self { run, uid: run.uid(), document: pack_text(&run.document), fingerprint })
    }

    /// Into the database: as a run of its own, or with the placement that it has in another.
    pub(super) fn insert(
        &self,
        transaction: &Transaction<'_>,
        elsewhere: Option<&Placement>,
    ) -> Result<Recorded, Sqlite> {
        let run = self.run;
        let known = "SELECT id FROM run WHERE uid = ?1";
        if let Some(id) = transaction.query_row(known, [&self.uid], |row| row.get(0)).optional()? {
            return Ok(Recorded::Already(RunId(id)));
        }
        let (origin, placement) = stand(transaction, run, elsewhere)?;
        let variant = variant_id(transaction, &run.variant)?;
        let id = transaction
            .prepare_cached(
                "INSERT INTO run (uid, origin, seq, at, started, kind, status, variant, measures)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .insert(params![
                self.uid,
                origin,
                placement.seq,
                placement.at,
                run.started.to_string(),
                run.kind,
                run.status,
                variant,
                run.measures.len() as i64
            ])?;
        transaction
            .prepare_cached("INSERT INTO content (run, fingerprint, document) VALUES (?1, ?2, ?3)")?
            .execute(params![id, self.fingerprint, self.document])?;
        for measure in &run.measures {
            insert_measure(transaction, id, variant, measure)?;
        }
        Ok(Recorded::New(RunId(id)))
    }
}

/// The origin's row, and the run's place in it. Of its own runs the order of recording is the truth: a clock that
/// went backwards gives a run the time of the one before it.
fn stand(
    transaction: &Transaction<'_>,
    run: &RunRecord,
    elsewhere: Option<&Placement>,
) -> Result<(i64, Placement), Sqlite> {
    let (id, placement) = match elsewhere {
        Some(placement) => {
            transaction
                .execute("INSERT OR IGNORE INTO origin (uid, own) VALUES (?1, 0)", [&placement.origin])?;
            let found = "SELECT id FROM origin WHERE uid = ?1";
            (transaction.query_row(found, [&placement.origin], |row| row.get(0))?, placement.clone())
        }
        None => {
            let own = "SELECT id, uid, seq, at FROM origin WHERE own = 1";
            transaction.query_row(own, [], |row| {
                let (seq, at): (i64, i64) = (row.get(2)?, row.get(3)?);
                let at = at.max(run.started.as_millisecond());
                Ok((row.get(0)?, Placement { origin: row.get(1)?, seq: seq + 1, at }))
            })?
        }
    };
    let newest = "UPDATE origin SET seq = max(seq, ?2), at = max(at, ?3) WHERE id = ?1";
    transaction.execute(newest, params![id, placement.seq, placement.at])?;
    Ok((id, placement))
}

fn variant_id(transaction: &Transaction<'_>, variant: &Variant) -> Result<i64, Sqlite> {
    let subject = variant.commit.as_ref().map(|commit| commit.subject.as_str());
    let columns = params![variant.label, variant.hash(), subject, variant.dirty, variant.machine];
    let found = "SELECT id FROM variant
        WHERE label IS ?1 AND hash IS ?2 AND subject IS ?3 AND dirty IS ?4 AND machine = ?5";
    if let Some(id) = transaction.prepare_cached(found)?.query_row(columns, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let new = "INSERT INTO variant (label, hash, subject, dirty, machine) VALUES (?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(new)?.insert(columns)
}

/// The row of a series; a new one where there is none.
pub(super) fn series_id(transaction: &Transaction<'_>, key: &SeriesKey) -> Result<i64, Sqlite> {
    let columns = params![key.probe, key.target, key.quantity, key.unit];
    let found = "SELECT id FROM series WHERE probe = ?1 AND target = ?2 AND quantity = ?3 AND unit = ?4";
    if let Some(id) = transaction.prepare_cached(found)?.query_row(columns, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let new = "INSERT INTO series (probe, target, quantity, unit) VALUES (?1, ?2, ?3, ?4)";
    transaction.prepare_cached(new)?.insert(columns)
}

fn insert_measure(
    transaction: &Transaction<'_>,
    run: i64,
    of_run: i64,
    measure: &Measure,
) -> Result<(), Sqlite> {
    let variant = measure.variant.as_ref().map_or(Ok(of_run), |variant| variant_id(transaction, variant))?;
    // A bound at infinity is none.
    let bound = |bound: Option<f64>| bound.filter(|bound| bound.is_finite()).map_or(Value::Null, Value::Real);
    let id = transaction
        .prepare_cached(
            "INSERT INTO measure (run, series, variant, relation, base, value, low, high, n, verdict)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .insert(params![
            run,
            series_id(transaction, &measure.series)?,
            variant,
            measure.relation.kind().word(),
            measure.relation.base(),
            measure.value,
            bound(measure.low),
            bound(measure.high),
            measure.n as i64,
            measure.verdict
        ])?;
    if !measure.samples.is_empty() {
        transaction
            .prepare_cached("INSERT INTO sample (measure, packed) VALUES (?1, ?2)")?
            .execute(params![id, pack_samples(&measure.samples)])?;
    }
    Ok(())
}
