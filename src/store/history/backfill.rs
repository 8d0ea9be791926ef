//! What version 3 of the schema added, for runs of older versions.
//!
//! It reads with the statements of today: a later step that renames a column of them has to leave a copy of them here.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::digest::{Digests, of_samples};
use super::error::Sqlite;
use super::model::{RunRecord, RunRow};
use super::pack::unpack_text;
use super::placement::settle_all;
use super::query::{COLUMNS, TABLES, run_row};
use super::series::samples_of;
use super::whole::measures_of;

/// Digests of all runs, and times that a wrong clock had spoilt.
pub fn complete(transaction: &Transaction<'_>) -> Result<(), Sqlite> {
    let rows: Vec<RunRow> = {
        let mut statement = transaction.prepare(&format!("SELECT {COLUMNS} FROM {TABLES}"))?;
        statement.query_map([], run_row)?.collect::<Result<_, _>>()?
    };
    for row in rows {
        // What is damaged has no digest: a look through the history names it.
        let Some((digest, samples)) = digest(transaction, &row)? else { continue };
        transaction
            .prepare_cached("UPDATE run SET digest = ?2 WHERE id = ?1")?
            .execute(params![row.id.0, digest])?;
        for (measure, samples) in samples {
            transaction
                .prepare_cached("UPDATE measure SET samples_digest = ?2 WHERE id = ?1")?
                .execute(params![measure, samples])?;
        }
    }
    settle_all(transaction, Timestamp::now())
}

type SamplesDigest = (i64, Option<String>);

fn digest(
    transaction: &Transaction<'_>,
    row: &RunRow,
) -> Result<Option<(String, Vec<SamplesDigest>)>, Sqlite> {
    let (mut measures, mut samples) = (Vec::new(), Vec::new());
    for stored in measures_of(transaction, row.id)? {
        let Ok(taken) = samples_of(transaction, stored.id)? else { return Ok(None) };
        measures.push(stored.measure);
        samples.push((stored.id.0, of_samples(&taken)));
    }
    let content = "SELECT fingerprint, document FROM content WHERE run = ?1";
    let (fingerprint, document): (Option<String>, Vec<u8>) =
        transaction.query_row(content, [row.id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Ok(document) = unpack_text(&document) else { return Ok(None) };
    let record = RunRecord {
        started: row.started,
        kind: row.kind.clone(),
        status: row.status.clone(),
        variant: row.variant.clone(),
        fingerprint: None,
        document,
        measures,
    };
    let digests: Vec<Option<String>> = samples.iter().map(|(_, digest)| digest.clone()).collect();
    Ok(Some((Digests::of(&record, fingerprint.as_deref(), &digests).run, samples)))
}
