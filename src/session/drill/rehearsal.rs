//! One fault, from the first sight of it until everything is green again.

use std::io;

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::own_program::Said;
use super::asked::DrillEvent;
use super::place::Place;
use crate::drill::{Drilled, Ending, Fault, Step, StepName, Trouble};
use crate::quantity::Nanos;

/// What ends a rehearsal before its last step.
pub enum Stop {
    /// A step went wrong.
    Trouble,
    /// Ctrl-C, or the end of the budget.
    CutShort,
    /// It could not be rehearsed.
    Error(SessionError),
}

impl<E: Into<SessionError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// A rehearsal on its way.
pub struct Rehearsal<'a, 'b> {
    pub run: Run<'a>,
    pub place: &'b Place<'a>,
    heard: &'b dyn Fn(DrillEvent<'_>),
    pub drilled: Drilled,
    /// `--timeout` of what hangs: several times what the slowest check takes when nothing does.
    pub timeout: Option<String>,
}

impl<'a, 'b> Rehearsal<'a, 'b> {
    pub fn of(
        run: Run<'a>,
        place: &'b Place<'a>,
        fault: Fault,
        heard: &'b dyn Fn(DrillEvent<'_>),
        started: String,
    ) -> Self {
        let limit = fault.scenario().resolution();
        let drilled =
            Drilled { fault, started, place: None, steps: Vec::new(), limit, ending: Ending::Passed };
        Self { run, place, heard, drilled, timeout: None }
    }

    /// How it ended, after its last step; what went wrong is in what it gives.
    pub fn end(mut self, taken: Result<(), Stop>) -> Result<Drilled, SessionError> {
        match taken {
            Ok(()) if self.drilled.took() > self.drilled.limit => self.drilled.ending = Ending::TooSlow,
            Ok(()) => {}
            Err(Stop::Trouble) => self.drilled.ending = Ending::Failed,
            Err(Stop::CutShort) => self.drilled.ending = Ending::CutShort,
            Err(Stop::Error(error)) => return Err(error),
        }
        if self.drilled.ending != Ending::CutShort
            && self.place.repository.imprint(self.run.interrupt)? != self.place.imprint
        {
            self.drilled.ending = Ending::Touched;
        }
        Ok(self.drilled)
    }

    pub fn health(&self) -> Result<Said, Stop> {
        self.ask(&["health", "--json", "--no-report", "--quiet"])
    }

    pub fn ask(&self, words: &[&str]) -> Result<Said, Stop> {
        let mut words = words.to_vec();
        if let Some(timeout) = &self.timeout {
            words.extend(["--timeout", timeout]);
        }
        self.answered(self.place.own.ask(&words))
    }

    pub fn answered(&self, said: io::Result<Said>) -> Result<Said, Stop> {
        let said = said?;
        if said.cut_short { Err(Stop::CutShort) } else { Ok(said) }
    }

    /// A step that was taken.
    pub fn step(&mut self, name: StepName, took: Nanos, trouble: Option<Trouble>) -> Result<(), Stop> {
        let step = Step { name, took, trouble };
        (self.heard)(DrillEvent::Taken(&step));
        let went_wrong = step.trouble.is_some();
        self.drilled.steps.push(step);
        if went_wrong { Err(Stop::Trouble) } else { Ok(()) }
    }

    /// Says where the fault is.
    pub fn placed(&mut self, place: String) {
        self.drilled.place = Some(place);
    }
}
