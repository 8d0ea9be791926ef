//! All checks: side by side where they do not disturb a measurement.

use std::io;
use std::sync::Mutex;

use super::super::conduct::{Run, interrupted_or};
use super::super::error::SessionError;
use super::super::side::{in_place, scratch};
use super::base::base;
use super::compared::{compared, failed_by_time};
use super::configured::EXPECTED;
use super::context::HealthContext;
use super::look_back::{LookBack, Search};
use super::order::{Order, Step};
use super::running::RunningChecks;
use crate::config::{CheckKind, CheckSettings, Class, ImportSettings, Probe};
use crate::health::{CheckOutcome, CheckReport, NextCommand};
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::report::health::HealthDocument;
use crate::report::progress::Progress;
use crate::verdict::{CheckReason, LastGood, NoteReason, Status};
use vitals_probes::quantity::Monotonic;

/// Hears of each check as it ends.
pub type Heard<'a> = &'a (dyn Fn(&CheckReport) + Sync);

/// What is asked, beside the checks.
pub struct Asked<'a> {
    /// The options that choose the target, for the commands that lead on.
    pub options: Vec<String>,
    /// Hears of each check as it ends.
    pub heard: Heard<'a>,
    /// Whether it is looked up what changed; a part of the budget is kept for that.
    pub look_back: Option<LookBack<'a>>,
}

/// Of the budget, what looking back may take at the end: a part, and this at most.
const FOR_THE_PAST: (u64, Nanos) = (10, Nanos::from_millis(6_000));

/// Runs all checks.
///
/// # Errors
/// Where there is no interpreter, or the system refuses a process.
pub fn health(
    run: Run<'_>,
    checks: &[CheckSettings],
    asked: Asked<'_>,
) -> Result<HealthDocument, SessionError> {
    let Asked { options, heard, look_back: past } = asked;
    let scratch = scratch(run)?;
    let target = in_place(run)?;
    let health = HealthContext::of(run, &scratch, &target);
    let (part, most) = FOR_THE_PAST;
    let kept = past.as_ref().map_or(Nanos(0), |_| Nanos(health.whole.left().0 / part).min(most));
    let health = HealthContext { whole: health.whole.leaving(kept), ..health };
    let mut document =
        HealthDocument::begin(health.fingerprint.clone(), &run.conduct.command, run.settings, checks.len());
    let order = Order::of(checks);
    // A suite that hangs must not take it all.
    let kept = if order.alone.is_empty() { 0 } else { health.whole.left().0 / FOR_WHAT_MEASURES };
    let beside = HealthContext { whole: health.whole.leaving(Nanos(kept)), ..health };
    let search = past.as_ref().map(|past| Mutex::new(Search::of(run, health.root, past)));
    // As soon as a check has ended: others may take all of their time.
    let look_up = |report: &mut CheckReport| {
        let search = search.as_ref().and_then(|search| search.lock().ok());
        search.into_iter().for_each(|mut search| search.names(report));
    };
    let mut reports = side_by_side(&beside, &order.beside, heard, &look_up)?;
    for (number, check) in order.alone.iter().enumerate() {
        if run.interrupt.raised() {
            break;
        }
        // What could not be imported at first need not be measured.
        if reports.iter().any(|report| report.name == check.name) {
            continue;
        }
        let alone = HealthContext { whole: health.whole.share(order.alone.len() - number), ..health };
        let mut report = one(&alone, check, heard)?;
        look_up(&mut report);
        reports.push(report);
    }
    let place = |report: &CheckReport| checks.iter().position(|check| check.name == report.name);
    reports.sort_by_key(place);
    document.checks = reports;
    if run.settings.checks.is_empty() {
        let checks = EXPECTED.map(str::to_owned).into();
        document.head.notes.push(NoteReason::NotConfigured { checks }.into());
    }
    let mut base = None;
    let has_failed = document.checks.iter().any(|report| report.outcome.verdict.status != Status::Pass);
    if has_failed && !run.interrupt.raised() {
        let good = past.as_ref().and_then(|past| past.good.as_ref());
        let search = search.and_then(|search| search.into_inner().ok());
        let said = search.map(|search| search.lines(&mut document.checks)).unwrap_or_default();
        base = base_of(&health, good, &document.checks);
        // Only where that is a commit of this repository, and not this one.
        let good = good.filter(|good| base.as_deref() == Some(good.short()));
        add_comparisons(run, checks, good, &mut document.checks);
        document.head.notes.extend(said.into_iter().map(Into::into));
    }
    document.end(interrupted_or(run.interrupt, None), &NextCommand { options, base });
    Ok(document)
}

/// Git is asked only where a next command, or a comparison, can say what it answers.
fn base_of(health: &HealthContext<'_>, good: Option<&LastGood>, reports: &[CheckReport]) -> Option<String> {
    let is_slow = |report: &&CheckReport| {
        let verdict = &report.outcome.verdict;
        (report.kind == "import" && verdict.status != Status::Pass) || failed_by_time(verdict)
    };
    let slow = reports.iter().find(is_slow)?;
    base(health.root, good, slow, health.run.interrupt)
}

/// Compares each probe that failed by time with the commit at which all was well, as long as there is time.
fn add_comparisons(
    run: Run<'_>,
    checks: &[CheckSettings],
    good: Option<&LastGood>,
    reports: &mut [CheckReport],
) {
    let Some(good) = good else { return };
    for report in reports.iter_mut().filter(|report| failed_by_time(&report.outcome.verdict)) {
        let settings = checks.iter().find(|check| check.name == report.name);
        let Some(CheckKind::Probe(probe)) = settings.map(|check| &check.kind) else { continue };
        let found = compared(run, probe, good);
        report.outcome.verdict.evidence.extend(found.map(Into::into));
    }
}

/// This part of a budget is for what measures: a third.
const FOR_WHAT_MEASURES: u64 = 3;

/// A check waits for half of its time: for a service, for a child, for a time to pass.
const FOR_EACH_PROCESSOR: usize = 2;

/// Several at once, each with its part of what is left.
fn side_by_side(
    health: &HealthContext<'_>,
    steps: &[Step<'_>],
    heard: Heard<'_>,
    look_up: &(dyn Fn(&mut CheckReport) + Sync),
) -> Result<Vec<CheckReport>, SessionError> {
    let waiting = Mutex::new(steps.iter().enumerate());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let lanes = (FOR_EACH_PROCESSOR * processors).min(steps.len());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next());
    let running = RunningChecks::until(health.whole.ends(), health.run.progress);
    // What one of them measures says nothing of the others.
    let health = HealthContext { run: Run { progress: &Progress::Hidden, ..health.run }, ..*health };
    let lane = || -> Result<Vec<CheckReport>, SessionError> {
        let mut reports = Vec::new();
        while let Some((number, step)) = next().filter(|_| !health.run.interrupt.raised()) {
            let whole = health.whole.share((steps.len() - number).div_ceil(lanes));
            let health = HealthContext { whole, ..health };
            let ended = match step {
                Step::Check(check) => Some(running.during(&check.name, || one(&health, check, heard))?),
                Step::FirstImport(check, import) => {
                    running.during(&check.name, || first(&health, check, import, heard))?
                }
            };
            reports.extend(ended.map(|mut report| {
                look_up(&mut report);
                report
            }));
        }
        Ok(reports)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        let mut all = Vec::new();
        for thread in threads {
            let reports =
                thread.join().unwrap_or_else(|_| Err(io::Error::other("a check's thread panicked").into()));
            all.extend(reports?);
        }
        Ok(all)
    })
}

/// So many times its limit is what one import may take before that is an answer.
const CUT_OFF: u64 = 5;

/// One import, cut off where it takes too long: its report where that is an answer, None where it has to be measured.
fn first(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    import: &ImportSettings,
    heard: Heard<'_>,
) -> Result<Option<CheckReport>, SessionError> {
    let began = monotonic();
    let longest = Nanos(import.limit.0.saturating_mul(CUT_OFF).max(LEAST.0));
    let probe = Probe::Import(ImportSettings { samples: Some(1), trace: false, ..import.clone() });
    let check = CheckSettings { timeout: check.timeout.min(longest), ..check.clone() };
    let mut outcome = health.probe(&probe, &check)?;
    if !matches!(outcome.verdict.status, Status::Fail | Status::Error) {
        return Ok(None);
    }
    if outcome.verdict.status == Status::Fail {
        outcome.verdict = outcome.verdict.because(CheckReason::CutOff { limit: import.limit });
    }
    let report = report_of(&check, outcome, began);
    heard(&report);
    Ok(Some(report))
}

/// A process needs some time to start, whatever the limit is.
const LEAST: Nanos = Nanos::from_millis(5_000);

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
    let report = report_of(check, outcome, began);
    heard(&report);
    Ok(report)
}

fn report_of(check: &CheckSettings, outcome: CheckOutcome, began: Monotonic) -> CheckReport {
    CheckReport {
        name: check.name.clone(),
        kind: check.kind.word().into(),
        weight: check.weight,
        critical: check.critical,
        tags: check.tags.clone(),
        took: monotonic().since(began),
        outcome,
    }
}
