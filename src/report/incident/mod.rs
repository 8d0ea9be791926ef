//! An incident: its journal for a person, its report as Markdown and as a page.

mod list;
mod log;
mod words;

pub use list::{IncidentRow, human_incidents};
pub use log::{LogDocument, human_log};
pub use words::{event as event_words, missing as missing_words};
