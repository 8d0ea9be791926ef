//! A run on its way into the database.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, params};

use super::digest::{Digests, of_samples};
use super::error::{HistoryError, Sqlite};
use super::interned::{series_id, variant_id};
use super::model::{Measure, Recorded, RunId, RunRecord};
use super::pack::{pack_samples, pack_text};
use super::placement::{Placement, place, settle_newest};

/// A run made ready to be written: compressed before the lock is taken.
pub struct Packed<'a> {
    run: &'a RunRecord,
    uid: String,
    document: Vec<u8>,
    fingerprint: Option<String>,
    samples: Vec<Option<String>>,
    digests: Digests,
    elsewhere: Option<&'a Placement>,
}

impl<'a> Packed<'a> {
    /// A run of this database.
    ///
    /// # Errors
    /// Where something in it is no number.
    pub fn of(run: &'a RunRecord) -> Result<Self, HistoryError> {
        let fingerprint = run.fingerprint.as_ref().and_then(|whole| serde_json::to_string(whole).ok());
        let samples = run.measures.iter().map(|measure| of_samples(&measure.samples)).collect();
        Self::whole(run, fingerprint, samples, None)
    }

    /// A run as it stands in another database: its fingerprint as it was written there, and the digests of samples that may be
    /// pruned.
    ///
    /// # Errors
    /// Where something in it is no number.
    pub fn arrived(
        run: &'a RunRecord,
        fingerprint: Option<String>,
        samples: Vec<Option<String>>,
        elsewhere: &'a Placement,
    ) -> Result<Self, HistoryError> {
        Self::whole(run, fingerprint, samples, Some(elsewhere))
    }

    fn whole(
        run: &'a RunRecord,
        fingerprint: Option<String>,
        samples: Vec<Option<String>>,
        elsewhere: Option<&'a Placement>,
    ) -> Result<Self, HistoryError> {
        if let Some(reason) = run.unfit() {
            return Err(HistoryError::Unfit { reason });
        }
        let digests = Digests::of(run, fingerprint.as_deref(), &samples);
        let document = pack_text(&run.document);
        Ok(Self { run, uid: run.uid(), document, fingerprint, samples, digests, elsewhere })
    }

    /// What it is, as one hash.
    pub fn digests(&self) -> &Digests {
        &self.digests
    }

    /// Its name everywhere.
    pub fn uid(&self) -> &str {
        &self.uid
    }

    /// The run itself.
    pub fn run(&self) -> &RunRecord {
        self.run
    }

    /// Into the database: as a run of its own, or with the placement that it has in another.
    pub fn insert(&self, transaction: &Transaction<'_>) -> Result<Recorded, Sqlite> {
        let run = self.run;
        let known = "SELECT id FROM run WHERE uid = ?1";
        if let Some(id) = transaction.query_row(known, [&self.uid], |row| row.get(0)).optional()? {
            return Ok(Recorded::Already(RunId(id)));
        }
        let (origin, placement) = place(transaction, run, self.elsewhere)?;
        let variant = variant_id(transaction, &run.variant)?;
        let id = transaction
            .prepare_cached(
                "INSERT INTO run (uid, origin, seq, at, started, kind, status, variant, measures, digest)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
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
                run.measures.len() as i64,
                self.digests.run
            ])?;
        transaction
            .prepare_cached("INSERT INTO content (run, fingerprint, document) VALUES (?1, ?2, ?3)")?
            .execute(params![id, self.fingerprint, self.document])?;
        for (measure, samples) in run.measures.iter().zip(&self.samples) {
            insert_measure(transaction, [id, variant], measure, samples.as_deref())?;
        }
        // Those from elsewhere are settled together, when all of them are there.
        if self.elsewhere.is_none() {
            settle_newest(transaction, origin, &placement, Timestamp::now())?;
        }
        Ok(Recorded::New(RunId(id)))
    }
}

fn insert_measure(
    transaction: &Transaction<'_>,
    [run, of_run]: [i64; 2],
    measure: &Measure,
    samples_digest: Option<&str>,
) -> Result<(), Sqlite> {
    let variant = measure.variant.as_ref().map_or(Ok(of_run), |variant| variant_id(transaction, variant))?;
    // A bound at infinity is none.
    let bound = |bound: Option<f64>| bound.filter(|bound| bound.is_finite()).map_or(Value::Null, Value::Real);
    let id = transaction
        .prepare_cached(
            "INSERT INTO measure (run, series, variant, relation, base, value, low, high, n, verdict, samples_digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
            measure.verdict,
            samples_digest
        ])?;
    if !measure.samples.is_empty() {
        transaction
            .prepare_cached("INSERT INTO sample (measure, packed) VALUES (?1, ?2)")?
            .execute(params![id, pack_samples(&measure.samples)])?;
    }
    Ok(())
}
