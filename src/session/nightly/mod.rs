//! A night: the configured suite, in turn with a reference commit, held against the nights before.

mod judge;
mod measured;
mod readings;

pub use judge::{Past, judge};
pub use measured::{MeasuredNight, Tonight, measure_night};
