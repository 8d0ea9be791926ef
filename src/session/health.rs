//! Health: all checks, side by side where they do not disturb a measurement; and the audit that each can fail.

use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::side::{in_place, scratch};
use super::{Run, SessionError, circular, interrupted_or, measure};
use crate::config::websocket::{Address, WebsocketSettings};
use crate::config::{
    CheckKind, CheckSettings, Class, CyclesSettings, Probe, Settings, SyntaxSettings, Weight,
};
use crate::health::{
    CheckContext, CheckOutcome, CheckReport, FaultInjection, InjectedFault, broken_tree, check_cycles,
    check_syntax, circular_tree, run_command, run_suite,
};
use crate::measure::MeasureContext;
use crate::plan::Budget;
use crate::process::{Scratch, monotonic};
use crate::python::{Fingerprint, Interpreter};
use crate::quantity::Nanos;
use crate::report::audit::AuditDocument;
use crate::report::audited::Audited;
use crate::report::health::HealthDocument;
use crate::verdict::{CheckReason, NoteReason, Status, Verdict, judge_websocket};
use crate::websocket::{self, WebsocketContext};
use crate::worker::{Environment, Worker};

/// How long an audit listens to a server that answers nothing.
const SILENCE: Nanos = Nanos::from_millis(2_000);

/// Hears of each check as it ends.
pub type Heard<'a> = &'a (dyn Fn(&CheckReport) + Sync);

/// What all checks of a run share.
#[derive(Clone, Copy)]
struct HealthContext<'a> {
    run: Run<'a>,
    scratch: &'a Scratch,
    root: &'a Path,
    fingerprint: &'a Fingerprint,
    worker: &'a Worker,
    whole: Budget,
}

impl<'a> HealthContext<'a> {
    /// Of a target as it lies there: its root, its fingerprint, and a worker in it.
    fn of(
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

    fn timeout(&self, check: &CheckSettings) -> Nanos {
        check.timeout.min(self.whole.left())
    }

    fn place<'a>(&'a self, check: &CheckSettings, environment: &'a Environment) -> CheckContext<'a> {
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
    fn check(&self, check: &CheckSettings, environment: &Environment) -> io::Result<CheckOutcome> {
        if self.whole.spent() {
            return Ok(CheckOutcome::of(Verdict::new(Status::Inconclusive, CheckReason::BudgetSpent)));
        }
        let place = self.place(check, environment);
        match &check.kind {
            CheckKind::Pytest(settings) => run_suite(place, settings),
            CheckKind::Command(settings) => run_command(place, settings),
            CheckKind::Syntax(settings) => check_syntax(place, settings),
            CheckKind::Imports(settings) => Ok(check_cycles(place, settings)),
            CheckKind::Websocket(settings) => self.converse(settings, environment, place.timeout),
            CheckKind::Probe(probe) => self.probe(probe, check),
        }
    }

    fn converse(
        &self,
        settings: &WebsocketSettings,
        environment: &Environment,
        timeout: Nanos,
    ) -> io::Result<CheckOutcome> {
        let websocket_context = WebsocketContext {
            root: self.root,
            python: &self.python().executable,
            environment,
            until: Budget::lasting(timeout).ends(),
            interrupt: self.run.interrupt,
        };
        let outcome = websocket::run(settings, &websocket_context)?;
        let verdict = judge_websocket(&outcome);
        Ok(CheckOutcome { conversation: Some(Box::new(outcome)), ..CheckOutcome::of(verdict) })
    }

    fn probe(&self, probe: &Probe, check: &CheckSettings) -> io::Result<CheckOutcome> {
        let timeout = self.timeout(check);
        let context = MeasureContext {
            worker: self.worker,
            scratch: self.scratch,
            interrupt: self.run.interrupt,
            budget: Budget::lasting(timeout),
            timeout,
            keep_going: false,
            progress: self.run.progress,
        };
        let mut report = measure(&context, probe)?;
        circular::explain(&mut report, self.root);
        let verdict = report.verdict.clone();
        Ok(CheckOutcome { measured: Some(Box::new(report)), ..CheckOutcome::of(verdict) })
    }
}

/// The six of the emergency procedure, where the configuration lists none: those that need no configuration are run, the
/// others are there as what they are, not configured.
pub fn checks_of(settings: &Settings) -> Vec<CheckSettings> {
    if !settings.checks.is_empty() {
        return settings.checks.clone();
    }
    let own = |name: String, kind| CheckSettings {
        name,
        kind,
        timeout: Nanos::from_millis(60_000),
        weight: Weight::ONE,
        tags: Vec::new(),
        requires: Vec::new(),
        critical: false,
        class: Class::Ordinary,
    };
    let probes = settings.probes.iter().map(|probe| {
        own(format!("{} {}", probe.kind(), probe.name()), CheckKind::Probe(Box::new(probe.clone())))
    });
    let syntax = own("syntax".into(), CheckKind::Syntax(SyntaxSettings { paths: vec![".".into()] }));
    probes.chain([syntax]).collect()
}

/// Names of the emergency procedure's checks that only a configuration can fill.
const EXPECTED: [&str; 3] = ["golden path", "events", "user isolation"];

/// Runs all checks.
///
/// # Errors
/// Where there is no interpreter, or the system refuses a process.
pub fn health(
    run: Run<'_>,
    checks: &[CheckSettings],
    heard: Heard<'_>,
) -> Result<HealthDocument, SessionError> {
    let scratch = scratch(run)?;
    let target = in_place(run)?;
    let health = HealthContext::of(run, &scratch, &target);
    let mut document =
        HealthDocument::begin(health.fingerprint.clone(), &run.conduct.command, run.settings, checks.len());
    let (measuring, others): (Vec<_>, Vec<_>) =
        checks.iter().partition(|check| matches!(check.kind, CheckKind::Probe(_)));
    // Half of a budget is for what measures: a suite that hangs must not take it all.
    let steps = if measuring.is_empty() { 1 } else { 2 };
    let beside = HealthContext { whole: health.whole.share(steps), ..health };
    let mut reports = side_by_side(&beside, &others, heard)?;
    // Alone: what runs beside a measurement disturbs it.
    for check in measuring {
        if run.interrupt.raised() {
            break;
        }
        reports.push(one(&health, check, heard)?);
    }
    let place = |report: &CheckReport| checks.iter().position(|check| check.name == report.name);
    reports.sort_by_key(place);
    document.checks = reports;
    if run.settings.checks.is_empty() {
        let checks = EXPECTED.map(str::to_owned).into();
        document.head.notes.push(NoteReason::NotConfigured { checks }.into());
    }
    document.end(interrupted_or(run.interrupt, None));
    Ok(document)
}

/// As many at once as there are processors.
fn side_by_side(
    health: &HealthContext<'_>,
    checks: &[&CheckSettings],
    heard: Heard<'_>,
) -> Result<Vec<CheckReport>, SessionError> {
    let waiting = Mutex::new(checks.iter());
    let lanes = std::thread::available_parallelism().map_or(1, usize::from).min(checks.len());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next());
    let lane = || -> Result<Vec<CheckReport>, SessionError> {
        let mut reports = Vec::new();
        while let Some(check) = next().filter(|_| !health.run.interrupt.raised()) {
            reports.push(one(health, check, heard)?);
        }
        Ok(reports)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        let mut all = Vec::new();
        for thread in running {
            let reports =
                thread.join().unwrap_or_else(|_| Err(io::Error::other("a check's thread panicked").into()));
            all.extend(reports?);
        }
        Ok(all)
    })
}

fn one(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    heard: Heard<'_>,
) -> Result<CheckReport, SessionError> {
    let began = monotonic();
    let mut outcome = health.check(check, &health.run.settings.environment)?;
    let status = outcome.verdict.status;
    if check.class == Class::Security && status != Status::Pass && status != Status::Fail {
        outcome.verdict.status = Status::Fail;
        outcome.verdict = outcome.verdict.because(CheckReason::FailsClosed { status });
    }
    let report = CheckReport {
        name: check.name.clone(),
        kind: check.kind.word().into(),
        weight: check.weight,
        critical: check.critical,
        tags: check.tags.clone(),
        took: monotonic().since(began),
        outcome,
    };
    heard(&report);
    Ok(report)
}

/// Runs each check as it is and with a fault injected: one that passes both times is vacuous.
///
/// # Errors
/// Where there is no interpreter, or the system refuses a process.
pub fn audit(run: Run<'_>, checks: &[CheckSettings]) -> Result<AuditDocument, SessionError> {
    let scratch = scratch(run)?;
    let target = in_place(run)?;
    let health = HealthContext::of(run, &scratch, &target);
    let fault = FaultInjection::prepare(&scratch)?;
    let mut document =
        AuditDocument::begin(health.fingerprint.clone(), &run.conduct.command, run.settings, checks.len());
    let mut cut = None;
    for check in checks {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let plain = health.check(check, &run.settings.environment)?;
        let broken = with_fault(&health, check, &fault)?;
        document.checks.push(Audited::new(&check.name, check.kind.word(), plain, broken));
    }
    document.end(interrupted_or(run.interrupt, cut));
    Ok(document)
}

/// The check with a fault injected; None where there is none to inject.
fn with_fault(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    fault: &FaultInjection,
) -> io::Result<Option<(InjectedFault, CheckOutcome)>> {
    let own = &health.run.settings.environment;
    Ok(match &check.kind {
        CheckKind::Probe(probe) => {
            let mut probe = (**probe).clone();
            match &mut probe {
                Probe::Import(import) => import.limit = Nanos(0),
                Probe::Create(create) => create.limit = Nanos(0),
                Probe::Growth(growth) => growth.limit = crate::quantity::Bytes(0),
            }
            Some((InjectedFault::ZeroLimit, health.probe(&probe, check)?))
        }
        CheckKind::Syntax(_) => {
            let settings = SyntaxSettings { paths: vec![broken_tree(health.scratch)?] };
            Some((InjectedFault::BrokenFile, check_syntax(health.place(check, own), &settings)?))
        }
        CheckKind::Imports(_) => {
            let folder = circular_tree(health.scratch)?;
            let place = CheckContext { root: &folder, ..health.place(check, own) };
            let settings = CyclesSettings { packages: Vec::new() };
            Some((InjectedFault::CircularImport, check_cycles(place, &settings)))
        }
        CheckKind::Websocket(settings) => {
            // Connections are taken by the kernel, and nobody ever answers on them.
            let silent = TcpListener::bind("127.0.0.1:0")?;
            let url = format!("ws://{}/", silent.local_addr()?);
            let Ok(url) = Address::parse(&url, "ws") else { return Ok(None) };
            let within = settings.within.min(SILENCE);
            let settings =
                WebsocketSettings { url, within, login: None, start: None, ..(**settings).clone() };
            Some((InjectedFault::SilentServer, health.converse(&settings, own, health.timeout(check))?))
        }
        _ if check.requires.is_empty() => None,
        _ => {
            let environment = fault.of(own, &check.requires);
            let modules = check.requires.clone();
            Some((InjectedFault::Unimportable { modules }, health.check(check, &environment)?))
        }
    })
}
