//! What a rollback has done and is about to do, on the disk before it happens.

mod file;
mod record;

pub use file::{Journal, all};
pub use record::{Begun, End, Entry, Kind, SCHEMA};
