//! What `vitals bisect GOOD BAD` found.

mod document;
mod forecast;
mod human;
mod skip;

pub use document::{BisectDocument, BisectEnd, BisectEvent, BisectMethod, Suspect};
pub use forecast::Forecast;
pub use human::{bisect_line, human_bisect};
pub use skip::{Skip, SkipKind};
