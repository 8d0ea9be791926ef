//! Nights in a row: one level for each thing that is measured, where it changed, and what of that is new.
//!
//! A night's value is first of all its ratio to a reference commit that was measured in turn with it (`chain.rs`).
//! What was told once is not told again (`news.rs`).

mod chain;
mod news;
mod night;
mod standing;

pub use crate::store::history::{Change, Evidence};
pub use chain::{Level, Scale, levels};
pub use news::{Judged, Look, News, Told, Tonight, look};
pub use night::{Night, Reading, Subject};
pub use standing::{Standing, judged_anew};
