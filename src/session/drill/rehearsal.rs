//! One fault, from the first sight of it until everything is green again.

use std::collections::BTreeMap;
use std::io;

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::own_program::Said;
use super::asked::DrillEvent;
use super::place::Place;
use crate::drill::{Drilled, Ending, Fault, Step, StepName, Trouble};
use crate::quantity::Nanos;

/// All checks, as a document.
pub const HEALTH: [&str; 4] = ["health", "--json", "--no-report", "--quiet"];

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
    /// What each check takes when nothing hangs, by its name; of a fault that lets them hang.
    pub times: Option<BTreeMap<String, Nanos>>,
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
        Self { run, place, heard, drilled, times: None }
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
        self.ask(&HEALTH)
    }

    pub fn ask(&self, words: &[&str]) -> Result<Said, Stop> {
        self.ask_of(words, None)
    }

    /// The same, where this check alone runs: none has to wait for the slowest of all.
    pub fn ask_of(&self, words: &[&str], check: Option<&str>) -> Result<Said, Stop> {
        let timeout = self.times.as_ref().map(|times| timeout(times, check));
        let timeout = timeout.as_deref().map(|timeout| ["--timeout", timeout]);
        let words = [words, timeout.as_ref().map_or(&[], |words| &words[..])].concat();
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

/// So many times as long as it takes may a check take that hangs.
const TIMEOUTS: u64 = 3;
/// In seconds.
const LEAST_TIMEOUT: u64 = 5;

/// `--timeout` of this check, or of all of them.
pub fn timeout(times: &BTreeMap<String, Nanos>, check: Option<&str>) -> String {
    let asked = times.iter().filter(|(name, _)| check.is_none_or(|check| check == *name));
    let slowest = asked.map(|(_, took)| took.0).max().unwrap_or(0);
    format!("{}s", (TIMEOUTS * slowest).div_ceil(1_000_000_000).max(LEAST_TIMEOUT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_hangs_is_ended_by_its_own_time_and_all_by_that_of_the_slowest() {
        let seconds = |seconds: u64| Nanos(seconds * 1_000_000_000);
        let times = BTreeMap::from([("import".to_owned(), seconds(1)), ("tests".to_owned(), seconds(9))]);
        assert_eq!(timeout(&times, None), "27s");
        assert_eq!(timeout(&times, Some("tests")), "27s");
        assert_eq!(timeout(&times, Some("import")), "5s");
    }
}
