//! The loop: the next step, its command, its entries in the journal.

use std::time::Instant;

use rustix::process::getuid;

use super::super::own_program::{OwnProgram, Said};
use super::answer::Answer;
use super::asked::{AskedOfResponse, PinnedFile, ResponseEvent};
use super::contained::contain;
use super::read::read;
use super::seen::only;
use crate::escalation::Proof;
use crate::incident::{Event, Incident, IncidentError, Stamp};
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::respond::{
    Asked, Begun, Ended, Known, Next, Outcome, Record, State, StepName, budget, escalates,
    escalates_at_the_end, lead, planned, resumed, words,
};
use crate::untrusted::masked_command;

/// Beyond what a step's command was given to end by itself, in seconds.
const GRACE_S: u64 = 20;

/// A response on its way.
pub struct Responding<'a> {
    asked: &'a AskedOfResponse<'a>,
    incident: &'a Incident,
    interrupt: &'a Interrupt,
    heard: &'a dyn Fn(&ResponseEvent<'_>),
    /// The checks that are asked of an isolation breach.
    only: Vec<String>,
    state: State,
    began: Instant,
    /// Milliseconds that had passed of the clock by then.
    before_ms: i64,
}

impl<'a> Responding<'a> {
    /// Reads how far an earlier one came.
    pub fn begin(
        asked: &'a AskedOfResponse<'a>,
        incident: &'a Incident,
        interrupt: &'a Interrupt,
        heard: &'a dyn Fn(&ResponseEvent<'_>),
    ) -> Result<Self, IncidentError> {
        let log = incident.read()?;
        let opened = log.begun.stamp.clone();
        let records = log.entries.iter().filter_map(|entry| match &entry.event {
            Event::Responded(record) => Some((opened.until(&entry.stamp), &**record)),
            _ => None,
        });
        let state = State::of(&asked.emergency, records).goes_on();
        let passed = state.began_ms.map(|began| opened.until(&Stamp::now()) - began);
        let before_ms = passed.unwrap_or(asked.since_ms);
        let only = only(&asked.emergency, asked.settings);
        let began = Instant::now();
        Ok(Self { asked, incident, interrupt, heard, only, state, began, before_ms })
    }

    /// Takes steps until one leads to an end.
    pub fn take_every_step(mut self) -> Result<Outcome, IncidentError> {
        let mut next = resumed(&self.asked.emergency, &self.state, self.asked.publishes);
        if !self.state.ended.is_empty() || self.state.open.is_some() {
            (self.heard)(&ResponseEvent::Resumed(self.state.ended.len()));
        }
        let outcome = loop {
            let step = match next {
                Next::Take(step) => step,
                Next::End(outcome) => break outcome,
            };
            if self.interrupt.raised() {
                break Outcome::Interrupted;
            }
            if step == StepName::Open {
                self.is_open()?;
            } else {
                if step == StepName::Apply && !self.is_allowed() {
                    break Outcome::NotAuthorised;
                }
                if step.changes() && !self.asked.yes {
                    (self.heard)(&ResponseEvent::Waits(step));
                    break Outcome::Refused;
                }
                self.take(step)?;
                let last = self.state.last().map(|(_, outcome)| outcome);
                let slower = self.state.known.slower;
                if last.is_some_and(|outcome| escalates(step, outcome, slower)) {
                    self.escalate()?;
                }
            }
            next = lead(&self.asked.emergency, &self.state, self.asked.publishes);
        };
        if escalates_at_the_end(outcome) {
            self.escalate()?;
        }
        self.write(Record::Over { emergency: self.asked.emergency.clone(), outcome })?;
        let (known, took_ms) = (&self.state.known, self.passed_ms());
        (self.heard)(&ResponseEvent::Over { known, took_ms });
        Ok(outcome)
    }

    /// Whether the plan is the operator's to apply; says whose it is. `vitals rollback apply` asks the same once more.
    fn is_allowed(&self) -> bool {
        let operators = &self.asked.operators;
        let Some(action) = self.state.known.needs.filter(|_| !operators.levels.is_empty()) else {
            return true;
        };
        (self.heard)(&ResponseEvent::Needs(action, operators.may(action)));
        let account = Proof::Account(getuid().as_raw());
        match operators.allowed(account, self.asked.level.as_deref(), action) {
            Ok(_) => true,
            Err(why) => {
                (self.heard)(&ResponseEvent::NotAllowed(&why));
                false
            }
        }
    }

    /// Calls who has to know by now, where anybody is configured: it reaches out, and waits for a yes as all else does.
    fn escalate(&mut self) -> Result<(), IncidentError> {
        let calls = !self.asked.settings.escalation.levels.is_empty();
        if calls && self.asked.yes { self.take(StepName::Escalate) } else { Ok(()) }
    }

    /// The incident is open, by this command or by somebody before.
    fn is_open(&mut self) -> Result<(), IncidentError> {
        if let Some(ended) = self.asked.opened.clone().filter(|_| self.state.ended.is_empty()) {
            self.write(Record::Ended(Box::new(ended)))?;
        }
        self.state.end(StepName::Open, Outcome::Done, &Known::default());
        Ok(())
    }

    fn passed_ms(&self) -> i64 {
        self.before_ms + i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn left_ms(&self) -> i64 {
        i64::try_from(self.asked.clock.0 / 1_000_000).unwrap_or(i64::MAX) - self.passed_ms()
    }

    fn take(&mut self, step: StepName) -> Result<(), IncidentError> {
        let emergency = &self.asked.emergency;
        let share = planned(emergency, self.asked.clock, step).share;
        let left_ms = self.left_ms();
        let left = Nanos::from_millis(u64::try_from(left_ms).unwrap_or(0));
        let within = budget(emergency, self.asked.clock, step, left);
        let known = self.state.known_for(step);
        let command = self.command(step, &known, within);
        let variables = self.variables();
        let variables = if step == StepName::Contain { &[][..] } else { &variables };
        (self.heard)(&ResponseEvent::Next { step, command: &command, variables, share, left_ms });
        let masked = masked_command(&command);
        self.write(Record::Begun(Begun {
            emergency: emergency.clone(),
            step,
            command: masked.clone(),
            share_ms: share.0 / 1_000_000,
            left_ms,
        }))?;
        let began = Instant::now();
        let answer = self.answer(step, &command, &known, within);
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let Answer { outcome, exit, known, said } = answer;
        let emergency = self.asked.emergency.clone();
        let ended = Ended { emergency, step, command: masked, exit, took_ms, outcome, known, said };
        self.write(Record::Ended(Box::new(ended.clone())))?;
        self.state.end(step, ended.outcome, &ended.known);
        (self.heard)(&ResponseEvent::Ended { ended: &ended, share });
        Ok(())
    }

    /// All words of a step.
    fn command(&self, step: StepName, known: &Known, budget: Nanos) -> Vec<String> {
        let asked = Asked {
            emergency: &self.asked.emergency,
            known,
            budget,
            only: &self.only,
            remote: self.asked.remote.as_deref(),
            level: self.asked.level.as_deref(),
        };
        let Some(own) = words(step, &asked) else {
            return self.asked.settings.respond.contain.as_ref().map(|it| it.words()).unwrap_or_default();
        };
        let options: &[String] = match step {
            StepName::Open | StepName::Evidence | StepName::Good | StepName::Escalate => &self.asked.config,
            StepName::Publish => &[],
            _ => &self.asked.options,
        };
        std::iter::once("vitals".to_owned()).chain(own).chain(options.iter().cloned()).collect()
    }

    /// By what commands read the configuration as it was pinned, where it is another by now.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let differing = self.asked.pinned.iter().filter(|pinned| pinned.differs);
        let of = |pinned: &PinnedFile| crate::config::pinned_by(&pinned.file, &pinned.copy);
        differing.flat_map(of).collect()
    }

    fn answer(&self, step: StepName, command: &[String], known: &Known, within: Nanos) -> Answer {
        if step == StepName::Contain {
            return contain(self.asked.settings, within, self.interrupt);
        }
        let is_compared = matches!(step, StepName::Compare | StepName::CompareAgain);
        if is_compared && known.compared.is_none() {
            return Answer::of(Outcome::Missing, None);
        }
        match self.ask(step, command, within) {
            Ok(said) => read(step, &said, (self.asked, known, &self.only), self.interrupt),
            Err(error) => Answer { said: vec![error.to_string()], ..Answer::of(Outcome::Broken, None) },
        }
    }

    /// What changes something is never ended; what reads has so long to end by itself.
    fn ask(&self, step: StepName, command: &[String], within: Nanos) -> std::io::Result<Said> {
        let mut own = OwnProgram::here(self.interrupt)?;
        if let Some(pinned) = &self.asked.pinned {
            own.variables = crate::config::pinned_by(&pinned.file, &pinned.copy).into();
        }
        let words: Vec<&str> = command.iter().skip(1).map(String::as_str).collect();
        if step.changes() {
            return own.ask_to_its_end(&words);
        }
        let deadline = within.to_duration() + std::time::Duration::from_secs(GRACE_S);
        own.ask_within(&words, deadline)
    }

    fn write(&self, record: Record) -> Result<(), IncidentError> {
        self.incident.append(vec![Event::Responded(Box::new(record))]).map(drop)
    }
}
