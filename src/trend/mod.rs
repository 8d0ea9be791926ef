//! Nights in a row: one level for each thing that is measured, where it changed, and what of that is new.
//!
//! A night's value is first of all its ratio to a reference commit that was interleaved with it (`chain.rs`).
//! What was reported once is not reported again (`alerts.rs`).

mod chain;
mod alerts;
mod night;
mod verdict_change;

pub use crate::store::history::{Change, Evidence};
pub use alerts::{Alert, Judged, Look, ReportedAlert, Tonight, look};
pub use chain::{Level, Scale, levels};
pub use night::{Night, Reading, Subject};
pub use verdict_change::{SubjectVerdict, verdict_change};
