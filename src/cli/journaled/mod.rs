//! What every command does while an incident is open: it writes an entry, or waits until it is over.

mod after;
mod frozen;
mod place;
mod rollbacks;
mod runs;

pub use after::Watch;
pub use frozen::expect_thawed;
pub use place::expect_common;
pub use runs::recorded;
