//! One check, run in what all checks of a run share.

use std::io;
use std::path::{Path, PathBuf};

use super::super::conduct::Run;
use super::super::import_failure::explain;
use super::super::probe::measure_probe;
use crate::config::websocket::{HttpSettings, WebsocketSettings};
use crate::config::{CheckKind, CheckSettings, Probe};
use crate::health::{CheckContext, CheckOutcome, check_cycles, check_syntax, run_command, run_suite};
use crate::measure::MeasureContext;
use crate::plan::{Budget, SystemClock};
use crate::process::Scratch;
use crate::python::{Fingerprint, Interpreter};
use crate::quantity::Nanos;
use crate::verdict::{CheckReason, Status, Verdict, judge_http, judge_websocket};
use crate::websocket::{self, WebsocketContext};
use crate::worker::{Environment, Worker};

/// What all checks of a run share.
#[derive(Clone, Copy)]
pub struct HealthContext<'a> {
    pub run: Run<'a>,
    pub scratch: &'a Scratch,
    pub root: &'a Path,
    pub fingerprint: &'a Fingerprint,
    pub worker: &'a Worker,
    pub whole: Budget,
}

impl<'a> HealthContext<'a> {
    /// Of a target as it lies there: its root, its fingerprint, and a worker in it.
    pub fn of(
        run: Run<'a>,
        scratch: &'a Scratch,
        (root, fingerprint, worker): &'a (PathBuf, Fingerprint, Worker),
    ) -> Self {
        Self { run, scratch, root, fingerprint, worker, whole: run.conduct.budget }
    }
}

impl HealthContext<'_> {
    fn python(&self) -> &Interpreter {
        &self.fingerprint.python
    }

    pub fn timeout(&self, check: &CheckSettings) -> Nanos {
        check.timeout.min(self.whole.left())
    }

    pub fn place<'a>(&'a self, check: &CheckSettings, environment: &'a Environment) -> CheckContext<'a> {
        CheckContext {
            root: self.root,
            python: self.python(),
            environment,
            scratch: self.scratch,
            interrupt: self.run.interrupt,
            timeout: self.timeout(check),
            by_budget: self.timeout(check) < check.timeout,
        }
    }

    /// Runs one check as it is.
    pub fn check(&self, check: &CheckSettings, environment: &Environment) -> io::Result<CheckOutcome> {
        if self.whole.spent() {
            return Ok(CheckOutcome::of(Verdict::new(Status::Inconclusive, CheckReason::BudgetSpent)));
        }
        let place = self.place(check, environment);
        match &check.kind {
            CheckKind::Pytest(settings) => run_suite(place, settings),
            CheckKind::Command(settings) => run_command(place, settings),
            CheckKind::Syntax(settings) => check_syntax(place, settings),
            CheckKind::Imports(settings) => Ok(check_cycles(place, settings)),
            CheckKind::Http(settings) => self.exchange(settings, environment, place.timeout),
            CheckKind::Websocket(settings) => self.converse(settings, environment, place.timeout),
            CheckKind::Probe(probe) => self.probe(probe, check),
        }
    }

    pub fn converse(
        &self,
        settings: &WebsocketSettings,
        environment: &Environment,
        timeout: Nanos,
    ) -> io::Result<CheckOutcome> {
        let outcome = websocket::run(settings, &self.of_service(environment, timeout))?;
        let verdict = judge_websocket(&outcome);
        Ok(CheckOutcome { conversation: Some(Box::new(outcome)), ..CheckOutcome::of(verdict) })
    }

    pub fn exchange(
        &self,
        settings: &HttpSettings,
        environment: &Environment,
        timeout: Nanos,
    ) -> io::Result<CheckOutcome> {
        let outcome = websocket::exchange(settings, &self.of_service(environment, timeout))?;
        let verdict = judge_http(settings, &outcome);
        Ok(CheckOutcome { exchange: Some(Box::new(outcome)), ..CheckOutcome::of(verdict) })
    }

    fn of_service<'a>(&'a self, environment: &'a Environment, timeout: Nanos) -> WebsocketContext<'a> {
        WebsocketContext {
            root: self.root,
            python: &self.python().executable,
            environment,
            until: Budget::lasting(timeout).ends(),
            interrupt: self.run.interrupt,
        }
    }

    pub fn probe(&self, probe: &Probe, check: &CheckSettings) -> io::Result<CheckOutcome> {
        let timeout = self.timeout(check);
        let context = MeasureContext {
            worker: self.worker,
            clock: &SystemClock,
            scratch: self.scratch,
            interrupt: self.run.interrupt,
            budget: Budget::lasting(timeout),
            // `--timeout` is of one import, creation or round; the check's own is of all of them.
            timeout: self.run.conduct.timeout.map_or(timeout, |each| each.min(timeout)),
            keep_going: false,
            progress: self.run.progress,
        };
        let mut report = measure_probe(&context, probe)?;
        explain(&mut report, self.root);
        let verdict = report.verdict.clone();
        Ok(CheckOutcome { measured: Some(Box::new(report)), ..CheckOutcome::of(verdict) })
    }
}
