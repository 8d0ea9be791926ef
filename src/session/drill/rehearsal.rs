//! One fault, from the first sight of it until everything is green again.

use std::io;

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::DrillEvent;
use super::own_program::Said;
use super::place::Place;
use super::seen::Health;
use super::upgrade;
use crate::drill::{Drilled, Ending, Fault, Ground, Injected, Step, StepName, Trouble, inject};
use crate::imports;
use crate::quantity::Nanos;

/// Commits without a fault before the one at fault, and after it.
const AROUND: [usize; 2] = [2, 3];

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
    run: Run<'a>,
    pub place: &'b Place<'a>,
    heard: &'b dyn Fn(DrillEvent<'_>),
    drilled: Drilled,
}

impl<'a, 'b> Rehearsal<'a, 'b> {
    pub fn of(
        run: Run<'a>,
        place: &'b Place<'a>,
        fault: Fault,
        heard: &'b dyn Fn(DrillEvent<'_>),
        started: String,
    ) -> Self {
        let limit = fault.scenario().limit();
        let drilled =
            Drilled { fault, started, place: None, steps: Vec::new(), limit, ending: Ending::Passed };
        Self { run, place, heard, drilled }
    }

    /// Takes every step; what goes wrong ends it, and is in what it gives.
    pub fn take_every_step(mut self) -> Result<Drilled, SessionError> {
        let taken = match self.drilled.fault {
            Fault::DependencyUpgrade => upgrade::rehearse(&mut self),
            _ => self.from_source(),
        };
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

    fn from_source(&mut self) -> Result<(), Stop> {
        let place = self.place;
        place.clone.begin_again(self.run.interrupt)?;
        let graph = imports::build(&place.root, &[]).unwrap_or_default();
        let ground = Ground { root: &place.root, graph: &graph, checks: &place.checks };
        let injected = match inject(self.drilled.fault, &ground) {
            Ok(injected) => injected,
            Err(why) => {
                self.drilled.ending = Ending::NotApplicable { why };
                return Ok(());
            }
        };
        self.drilled.place = shown(&injected);
        let passed = self.before()?;
        let culprit = self.commit(&injected)?;
        let check = self.seen(&injected, &passed)?;
        self.culprit(&check, &culprit)?;
        self.back(&check)?;
        self.after(&passed)
    }

    /// All that passes without the fault.
    fn before(&mut self) -> Result<Vec<String>, Stop> {
        let said = self.health()?;
        let health = Health::of(&said).ok_or_else(|| said.trouble());
        let passing = health.map(|health| (health.passing(), health.failing()));
        let judged = match &passing {
            Ok((passing, failing)) if passing.is_empty() => {
                Some(Trouble::NotGreen { checks: failing.clone() })
            }
            Ok(_) => None,
            Err(trouble) => Some(trouble.clone()),
        };
        self.step(StepName::Before, said.took, judged)?;
        Ok(passing.map(|(passing, _)| passing).unwrap_or_default())
    }

    fn commit(&self, injected: &Injected) -> Result<String, Stop> {
        let (place, interrupt) = (self.place, self.run.interrupt);
        let [before, after] = AROUND;
        for number in 0..before {
            place.note(&format!("Note {number}."))?;
            place.clone.commit(&format!("Note {number}"), interrupt)?;
        }
        place.write(&injected.files)?;
        let culprit = place.clone.commit("Improve the service", interrupt)?;
        for number in before..before + after {
            place.note(&format!("Note {number}."))?;
            place.clone.commit(&format!("Note {number}"), interrupt)?;
        }
        Ok(culprit)
    }

    fn seen(&mut self, injected: &Injected, passed: &[String]) -> Result<String, Stop> {
        let said = self.health()?;
        let named = match Health::of(&said) {
            Some(health) => health.names(injected, passed),
            None => Err(said.trouble()),
        };
        self.step(StepName::Seen, said.took, named.as_ref().err().cloned())?;
        named.map_err(|_| Stop::Trouble)
    }

    fn culprit(&mut self, check: &str, culprit: &str) -> Result<(), Stop> {
        let base = &self.place.clone.base;
        let said = self.ask(&["bisect", base, "HEAD", "--check", check, "--json", "--quiet"])?;
        let document = said.json();
        let suspects = document["suspects"].as_array().map(Vec::as_slice).unwrap_or_default();
        let named = match suspects {
            [one] => one["commit"]["hash"].as_str().map(str::to_owned),
            _ => None,
        };
        let trouble = match (&named, said.code) {
            (Some(named), Some(0)) if named == culprit => None,
            (None, code) if code != Some(2) => Some(said.trouble()),
            _ => Some(Trouble::OtherCulprit { named, wanted: culprit.to_owned() }),
        };
        self.step(StepName::Culprit, said.took, trouble)
    }

    fn back(&mut self, check: &str) -> Result<(), Stop> {
        let plan = self.place.file("plan.json");
        let _ = std::fs::remove_file(&plan);
        let said = self.ask(&["rollback", "plan", "--for", check, "--quiet", "--output", &plan])?;
        let trouble = (said.code != Some(0)).then(|| said.trouble());
        self.step(StepName::Plan, said.took, trouble)?;
        let said = self.ask(&["rollback", "apply", &plan, "--yes"])?;
        let trouble = (said.code != Some(0)).then(|| said.trouble());
        self.step(StepName::Apply, said.took, trouble)
    }

    fn after(&mut self, passed: &[String]) -> Result<(), Stop> {
        let said = self.health()?;
        let trouble = match Health::of(&said) {
            None => Some(said.trouble()),
            Some(health) => {
                let passing = health.passing();
                let lost: Vec<_> = passed.iter().filter(|name| !passing.contains(name)).cloned().collect();
                (!lost.is_empty()).then_some(Trouble::NotGreen { checks: lost })
            }
        };
        self.step(StepName::After, said.took, trouble)
    }

    fn health(&self) -> Result<Said, Stop> {
        self.ask(&["health", "--json", "--no-report", "--quiet"])
    }

    pub fn ask(&self, words: &[&str]) -> Result<Said, Stop> {
        self.answered(self.place.own.ask(words))
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

fn shown(injected: &Injected) -> Option<String> {
    match &injected.line {
        Some((file, line)) => Some(format!("{}:{line}", file.display())),
        None => injected.files.first().map(|(file, _)| file.display().to_string()),
    }
}
