//! `.vitals/history.db`: every run, its numbers, its samples and its report, in SQLite.
//!
//! One file at rest: a rollback journal and no write-ahead log, so that it can lie on NFS, be kept in a CI's cache, be copied
//! while nothing runs, and be read from where nothing may be written. A writer holds it for the milliseconds of one
//! transaction; others wait for up to [`LOCK_TIMEOUT`](error::LOCK_TIMEOUT). A file that is not ours, newer, or damaged is looked at
//! without a lock, a journal or any other mark, and left alone.

mod arrival;
mod backfill;
mod database;
mod digest;
mod error;
mod events;
mod interned;
mod judged;
mod ledger;
mod look;
mod model;
mod open;
mod pack;
mod packed;
mod placement;
mod prune;
mod query;
mod record;
mod schema;
mod series;
mod slowest;
mod transfer;
mod travelling;
mod verify;
mod version;
mod whole;
mod write;

pub use database::{FILE_NAME, History, beside};
pub use error::HistoryError;
pub use judged::Judged;
pub use ledger::Seen;
pub use look::{Found, look};
pub use model::{
    Accepted, Change, Event, EventId, Evidence, Measure, MeasureId, Point, Recorded, Relation, RelationKind,
    RunId, RunRecord, RunRef, RunRow, SeriesKey, Variant,
};
pub use prune::{Every, Pruned, Rules};
pub use query::{Filter, NoRunName, RunName};
pub use series::Scope;
pub use transfer::{Imported, SCHEMA};
pub use version::VERSION;

#[cfg(test)]
mod migration_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod transfer_tests;
