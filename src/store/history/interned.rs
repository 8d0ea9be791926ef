//! Rows that others refer to: each series and each variant has one.

use rusqlite::{OptionalExtension, Transaction, params};

use super::error::Sqlite;
use super::model::{SeriesKey, Variant};

/// The row of a variant; a new one where there is none.
pub fn variant_id(transaction: &Transaction<'_>, variant: &Variant) -> Result<i64, Sqlite> {
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
pub fn series_id(transaction: &Transaction<'_>, key: &SeriesKey) -> Result<i64, Sqlite> {
    let columns = params![key.probe, key.target, key.quantity, key.unit];
    let found = "SELECT id FROM series WHERE probe = ?1 AND target = ?2 AND quantity = ?3 AND unit = ?4";
    if let Some(id) = transaction.prepare_cached(found)?.query_row(columns, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let new = "INSERT INTO series (probe, target, quantity, unit) VALUES (?1, ?2, ?3, ?4)";
    transaction.prepare_cached(new)?.insert(columns)
}
