//! Faults are put into a scratch clone, and this program leads from each back to green: as its user would, command by command.

mod own_program;
mod place;
mod rehearsal;
mod seen;
mod upgrade;

use std::path::PathBuf;

use jiff::Timestamp;

use self::place::Place;
use self::rehearsal::Rehearsal;
use super::conduct::Run;
use super::error::SessionError;
use super::side::scratch;
use crate::drill::{Drilled, Fault, Step};

/// What is rehearsed.
#[derive(Clone, Debug)]
pub struct AskedOfDrill {
    /// The faults, in order.
    pub faults: Vec<Fault>,
    /// The configuration's file.
    pub file: PathBuf,
}

/// How a drill goes on.
#[derive(Clone, Copy, Debug)]
pub enum DrillEvent<'a> {
    /// A fault is about to be rehearsed: this one, of so many, and the place where it was put.
    Begun(Fault, usize, usize),
    /// A step was taken.
    Taken(&'a Step),
}

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
    let place = Place::make(run, asked, &scratch)?;
    let mut drilled = Vec::new();
    for (index, fault) in asked.faults.iter().enumerate() {
        if run.cut_short().is_some() {
            break;
        }
        heard(DrillEvent::Begun(*fault, index + 1, asked.faults.len()));
        let started = Timestamp::now().to_string();
        let done = Rehearsal::of(run, &place, *fault, heard, started).take_every_step()?;
        drilled.push(done);
    }
    Ok(drilled)
}
