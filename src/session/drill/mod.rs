//! Faults are put into a scratch clone, and this program leads from each back to green: as its user would, command by command.

mod asked;
mod asking;
mod experiment;
mod left_out;
mod place;
mod rehearsal;
mod seen;
mod source;
mod upgrade;

use jiff::Timestamp;

pub use self::asked::{AskedOfDrill, DrillEvent};
pub use self::experiment::{EXPERIMENT, write_experiment};
use self::place::Place;
use self::rehearsal::Rehearsal;
use super::conduct::Run;
use super::error::SessionError;
use super::side::scratch;
use crate::drill::{Drilled, Fault};
use crate::git::Objects;

/// Rehearses faults one after another. Nothing of the user's repository is written; that is looked at after each.
///
/// # Errors
/// Where there is no repository, no interpreter, or no room.
pub fn drill(
    run: Run<'_>,
    asked: &AskedOfDrill,
    heard: &dyn Fn(DrillEvent<'_>),
) -> Result<Vec<Drilled>, SessionError> {
    let scratch = scratch(run)?;
    let place = Place::make(run, &asked.file, &scratch.folder("drill")?, Objects::Shared)?;
    let mut drilled = Vec::new();
    for (index, fault) in asked.faults.iter().enumerate() {
        if run.cut_short().is_some() {
            break;
        }
        heard(DrillEvent::Begun(*fault, index + 1, asked.faults.len()));
        let started = Timestamp::now().to_string();
        let mut rehearsal = Rehearsal::of(run, &place, *fault, heard, started);
        let taken = match fault {
            Fault::DependencyUpgrade => upgrade::rehearse(&mut rehearsal),
            _ => rehearsal.in_source(),
        };
        drilled.push(rehearsal.end(taken)?);
    }
    Ok(drilled)
}
