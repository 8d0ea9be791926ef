//! An incident: one journal in the common git directory, to which every command and every operator adds what happened.
//!
//! It knows the journal, the history and rollbacks. What an entry means is data here; who writes sentences of it stands below.

mod clock;
mod detection;
mod error;
mod event;
mod evidence;
mod evidence_folder;
mod folder;
mod lock;
mod missing;
mod open;
mod operators;
mod place;
mod record;
mod recovery;
mod section;
mod severity;
mod stamp;
mod times;
mod tried;
mod undone;

#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod tests;

pub use crate::escalation::Record as Escalation;
pub use crate::escalation::{Answer, Scenario};
pub use clock::{Jump, between, jumps};
pub use detection::{Detection, detection};
pub use error::IncidentError;
pub use event::{Attestation, CheckSeen, Closing, Event, LineSeen, Look, Ran, RunName, ScenarioSeen, Undone};
pub use evidence::{Evidence, KeptFile};
pub use evidence_folder::EvidenceFolder;
pub use folder::{Found, all, expect_open, find};
pub use lock::respond_lock;
pub use missing::{CHECKLIST, INFORMED, Missing, RECOVERY, REVIEWED, missing, unwritten};
pub use open::{Incident, Opening, open};
pub use operators::operators;
pub use place::{around, folder_of, is_open};
pub use record::{Begun, Entry, Log, Pinned, Record, SCHEMA};
pub use recovery::{Asked, Known, Line, lines};
pub use section::Section;
pub use severity::{Limits, Severity};
pub use stamp::Stamp;
pub use times::{Moment, Source, Times, times};
pub use undone::undone;
