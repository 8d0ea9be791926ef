//! What the history holds, as it is given and as it comes back.

mod event;
mod id;
mod measure;
mod run;
mod series;
mod stored_word;
mod variant;

pub use event::{Accepted, Change, Event, Evidence};
pub use id::{EventId, MeasureId, RunId};
pub use measure::{Measure, Point};
pub use run::{Recorded, RunRecord, RunRef, RunRow};
pub use series::{Relation, RelationKind, SeriesKey};
pub use variant::Variant;
