//! Files that only grow: one record a line, each with a sum over it and over all before it.
//!
//! Each record is on the disk before the next thing happens. A record that was cut off had no effect yet; one that was changed,
//! removed or put elsewhere is seen, since the sums form a chain. The first record has the schema in it:
//! `{"begun": {"schema": "…", …}}`.

mod fault;
mod line;
mod reading;
mod shared;
mod writer;

#[cfg(test)]
mod tests;

pub use fault::{Damage, Fault};
pub use reading::Reading;
pub use shared::append_shared;
pub use writer::Writer;
