//! An incident: its journal for a person, its report as Markdown and as a page.

mod document;
mod facts;
mod list;
mod log;
mod look;
mod numbers;
mod section;
mod words;

pub use document::{CulpritRow, IncidentDocument, TimelineRow};
pub use facts::{moments, source};
pub use list::{IncidentRow, human_incidents};
pub use log::{LogDocument, human_log};
pub use look::human_look;
pub use numbers::{Number, NumberPoint, RunFacts};
pub use words::{event_with_names as event_words, missing as missing_words, moment, short, span};
