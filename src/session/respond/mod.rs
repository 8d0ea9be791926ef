//! A response, step by step: this program is asked as its user would ask it, and the incident's journal has each step before it happens.

mod answer;
mod asked;
mod begun;
mod compared;
mod contained;
mod read;
mod responding;
mod said;
mod seen;

pub use self::asked::{AskedOfResponse, PinnedFile, ResponseEvent};
pub use self::begun::{contain_without_journal, open_incident};
use self::responding::Responding;
use crate::incident::{Incident, IncidentError};
use crate::process::Interrupt;
use crate::respond::Outcome;

/// Takes the steps that are left, each by the answer of the one before, until one leads to an end.
///
/// # Errors
/// Where the journal cannot be read or written: nothing is done that does not stand in it.
pub fn respond(
    asked: &AskedOfResponse<'_>,
    incident: &Incident,
    interrupt: &Interrupt,
    heard: &dyn Fn(&ResponseEvent<'_>),
) -> Result<Outcome, IncidentError> {
    Responding::begin(asked, incident, interrupt, heard)?.take_every_step()
}
