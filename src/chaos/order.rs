//! The order of an experiment: the hypothesis, the method, the hypothesis again, and the rollbacks in any case.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;

use super::allowed::Hosts;
use super::experiment::Activity;
use super::journal::{Journal, ProbeRun, RunStatus, State, Status, time};
use super::perform::Performer;
use super::reading::Read;
use super::tolerance::Tolerance;
use crate::process::Interrupt;

/// What is heard while it runs.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    /// A part begins: `before`, `method`, `after`, `rollbacks`.
    Part(&'static str),
    /// An activity begins.
    Begins(&'a Activity),
    /// It has ended.
    Ended(&'a ProbeRun),
}

/// An experiment that runs.
struct Running<'a> {
    read: &'a Read,
    performer: Performer<'a>,
    interrupt: &'a Interrupt,
    heard: &'a dyn Fn(Heard<'_>),
    journal: Journal,
}

/// Runs an experiment to its end. The rollbacks run whatever happened: after a failure, and after Ctrl-C.
pub fn run(read: &Read, hosts: &Hosts, interrupt: &Interrupt, heard: &dyn Fn(Heard<'_>)) -> Journal {
    let performer = Performer { values: &read.values, hosts };
    let mut running = Running { read, performer, interrupt, heard, journal: begun(read) };
    let began = Instant::now();
    running.forward();
    if interrupt.raised() {
        running.journal.status = Status::Interrupted;
    }
    running.rollbacks();
    let mut journal = running.journal;
    journal.end = time(Timestamp::now());
    journal.duration = began.elapsed().as_secs_f64();
    journal
}

fn begun(read: &Read) -> Journal {
    let system = rustix::system::uname();
    let words = [system.sysname(), system.release(), system.machine()];
    Journal {
        version: concat!("vitals/", env!("CARGO_PKG_VERSION")).to_owned(),
        platform: words.map(|word| word.to_string_lossy().into_owned()).join("-"),
        node: system.nodename().to_string_lossy().into_owned(),
        experiment: read.written.clone(),
        start: time(Timestamp::now()),
        status: Status::Completed,
        deviated: false,
        steady_states: super::journal::SteadyStates::default(),
        run: Vec::new(),
        rollbacks: Vec::new(),
        end: String::new(),
        duration: 0.0,
    }
}

/// How it ends where the hypothesis does not hold.
fn status_of(state: &State) -> Status {
    let performed = state.probes.iter().all(|probe| probe.status == RunStatus::Succeeded);
    if performed { Status::Completed } else { Status::Failed }
}

impl Running<'_> {
    /// Up to the rollbacks.
    fn forward(&mut self) {
        let before = self.hypothesis("before");
        self.journal.steady_states.before = before.clone();
        if let Some(state) = before.filter(|state| state.steady_state_met != Some(true)) {
            // Nothing is tried on a service that is not well.
            self.journal.status = status_of(&state);
            return;
        }
        (self.heard)(Heard::Part("method"));
        for (activity, written) in self.written("/method", &self.read.experiment.method) {
            if self.interrupt.raised() {
                return;
            }
            let run = self.performed(activity, written, self.interrupt);
            self.journal.run.push(run);
        }
        if self.interrupt.raised() {
            return;
        }
        let after = self.hypothesis("after");
        if let Some(state) = after.as_ref().filter(|state| state.steady_state_met == Some(false)) {
            self.journal.deviated = true;
            self.journal.status = status_of(state);
        }
        self.journal.steady_states.after = after;
    }

    /// Each activity of a list with what the file has for it.
    fn written<'r>(&self, place: &str, list: &'r [Activity]) -> Vec<(&'r Activity, Value)> {
        let of = |number: usize| self.read.written.pointer(&format!("{place}/{number}")).cloned();
        list.iter().enumerate().map(|(number, one)| (one, of(number).unwrap_or_default())).collect()
    }

    fn performed(&self, activity: &Activity, written: Value, interrupt: &Interrupt) -> ProbeRun {
        (self.heard)(Heard::Begins(activity));
        let run = self.performer.perform(activity, &written, interrupt);
        (self.heard)(Heard::Ended(&run));
        run
    }

    /// Looks whether the hypothesis holds, up to the first probe that does not; None where there is none.
    fn hypothesis(&self, part: &'static str) -> Option<State> {
        let hypothesis = self.read.experiment.hypothesis.as_ref().filter(|one| !one.probes.is_empty())?;
        (self.heard)(Heard::Part(part));
        let mut state = State { steady_state_met: None, probes: Vec::new() };
        for (activity, written) in self.written("/steady-state-hypothesis/probes", &hypothesis.probes) {
            let mut run = self.performed(activity, written, self.interrupt);
            if self.interrupt.raised() {
                state.probes.push(run);
                return Some(state);
            }
            let tolerance = activity.tolerance.as_ref();
            let tolerance = tolerance.and_then(|one| Tolerance::read(one, self.performer.values).ok());
            let met = run.status == RunStatus::Succeeded
                && tolerance.is_some_and(|tolerance| tolerance.is_met(&run.output));
            run.tolerance_met = Some(met);
            state.probes.push(run);
            if !met {
                state.steady_state_met = Some(false);
                return Some(state);
            }
        }
        state.steady_state_met = Some(true);
        Some(state)
    }

    /// All of them, each with ears of its own: a Ctrl-C of before ends none, and one meanwhile ends only that which runs.
    fn rollbacks(&mut self) {
        let list = self.written("/rollbacks", &self.read.experiment.rollbacks);
        if !list.is_empty() {
            (self.heard)(Heard::Part("rollbacks"));
        }
        for (activity, written) in list {
            let own = Interrupt::listen().ok();
            let run = self.performed(activity, written, own.as_ref().unwrap_or(self.interrupt));
            if own.is_some_and(|own| own.raised()) {
                self.journal.status = Status::Interrupted;
            }
            self.journal.rollbacks.push(run);
        }
    }
}
