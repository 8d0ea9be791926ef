//! A night: the configured suite, interleaved with a reference commit, held against the nights before.
//!
//! ```text
//! history -> Past ──────────────┐
//! settings -> MeasuredNight ────┴-> judge -> NightlyDocument -> keep -> history
//! ```

mod judge;
mod keep;
mod measured;
mod past;
mod readings;
mod trends;

pub use judge::judge;
pub use keep::keep;
pub use measured::{MeasuredNight, Tonight, measure_night};
pub use past::{KIND as NIGHTLY, Past};
pub use readings::TIME;
pub use trends::trends;
