//! All checks: those that disturb no measurement side by side, then the probes, then what changed before.

use std::sync::Mutex;

use super::super::conduct::{Run, interrupted_or};
use super::super::error::SessionError;
use super::super::side::{in_place, scratch};
use super::base::base;
use super::check_paths::with_paths;
use super::compared::{Subject, compared, failed_by_time};
use super::configured::EXPECTED;
use super::context::HealthContext;
use super::look_back::{LookBack, Search};
use super::one_check::{Heard, one};
use super::order::Order;
use super::side_by_side::side_by_side;
use super::slower::{can_be_compared, fail_slower};
use super::way_back::known_good;
use crate::config::{CheckKind, CheckSettings};
use crate::health::{CheckReport, KnownGood, NextCommand};
use crate::quantity::Nanos;
use crate::report::health::HealthDocument;
use crate::verdict::{ChangeReason, LastGood, NoteReason, Status};

/// Of checks, commits at which they were seen green, each with the check's name.
pub type AskedOfLedger<'a> = &'a dyn Fn(&[&str]) -> Vec<(String, String)>;

/// Gives what a search for the commit of a check came to; so many more are asked for after it.
pub type AskedOfCulprit<'a> = &'a dyn Fn(&CheckSettings, usize) -> ChangeReason;

/// What is asked, beside the checks.
pub struct Asked<'a> {
    /// The options that choose the target, for the commands that lead on.
    pub options: Vec<String>,
    /// Hears of each check as it ends.
    pub heard: Heard<'a>,
    /// Whether it is looked up what changed; a part of the budget is kept for that.
    pub look_back: Option<LookBack<'a>>,
    /// Answers with commits at which these checks were seen green, each with the check's name; it is asked once, where a check did
    /// not pass.
    pub greens: Option<AskedOfLedger<'a>>,
    /// Searches for the commit of a check that does not pass, of so many more; the last thing that is done.
    pub culprit: Option<AskedOfCulprit<'a>>,
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
    let Asked { options, heard, look_back: past, greens, culprit } = asked;
    let (checks, found_from_root) = with_paths(run.settings, checks);
    let checks = checks.as_slice();
    let scratch = scratch(run)?;
    let target = in_place(run)?;
    let health = HealthContext::of(run, &scratch, &target);
    let (part, most) = FOR_THE_PAST;
    let kept = past.as_ref().map_or(Nanos(0), |_| Nanos(health.whole.left().0 / part).min(most));
    let health = HealthContext { whole: health.whole.leaving(kept), ..health };
    let mut document =
        HealthDocument::begin(health.fingerprint.clone(), &run.conduct.command, run.settings, checks.len());
    document.head.notes.extend(found_from_root.into_iter().map(Into::into));
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
    let good = past.as_ref().and_then(|past| past.good.as_ref());
    if let Some(good) = good.filter(|_| !has_failed && !run.interrupt.raised()) {
        let slower = fail_slower(run, health.root, (checks, good), &mut document.checks, heard);
        base = slower.then(|| good.short().to_owned());
    }
    if has_failed && !run.interrupt.raised() {
        let search = search.and_then(|search| search.into_inner().ok());
        let said = search.map(|search| search.lines(&mut document.checks)).unwrap_or_default();
        base = base_of(&health, good, &document.checks);
        // Only where that is a commit of this repository, and not this one.
        let good = good.filter(|good| base.as_deref() == Some(good.short()));
        add_comparisons(run, checks, good, &mut document.checks);
        document.head.notes.extend(said.into_iter().map(Into::into));
    }
    culprit.into_iter().for_each(|search| add_culprits(run, checks, search, &mut document.checks));
    let known_good = greens.map(|greens| way_back(run, greens, &document.checks)).unwrap_or_default();
    document.end(interrupted_or(run.interrupt, None), &NextCommand { options, base, known_good });
    Ok(document)
}

/// Adds the commit at fault to each check that fails, those that are critical first.
fn add_culprits(
    run: Run<'_>,
    checks: &[CheckSettings],
    search: AskedOfCulprit<'_>,
    reports: &mut [CheckReport],
) {
    let fails = |report: &&mut CheckReport| {
        matches!(report.outcome.verdict.status, Status::Fail | Status::Error | Status::Vacuous)
    };
    let mut failed: Vec<&mut CheckReport> = reports.iter_mut().filter(fails).collect();
    failed.sort_by_key(|report| !report.critical);
    let mut more = failed.len();
    for report in failed {
        more -= 1;
        let settings = checks.iter().find(|check| check.name == report.name);
        let Some(check) = settings.filter(|_| !run.interrupt.raised()) else { continue };
        report.outcome.verdict.evidence.push(search(check, more).into());
    }
}

/// The checks that did not pass, of which a good commit is known.
fn way_back(run: Run<'_>, greens: AskedOfLedger<'_>, reports: &[CheckReport]) -> Vec<KnownGood> {
    let failed = reports.iter().filter(|report| report.outcome.verdict.status != Status::Pass);
    let names: Vec<&str> = failed.map(|report| report.name.as_str()).collect();
    if names.is_empty() || run.interrupt.raised() {
        return Vec::new();
    }
    known_good(&run.settings.root, &greens(&names), run.interrupt)
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

/// Compares each probe and conversation that failed by time with the commit at which all was well, as long as there is time.
fn add_comparisons(
    run: Run<'_>,
    checks: &[CheckSettings],
    good: Option<&LastGood>,
    reports: &mut [CheckReport],
) {
    let Some(good) = good else { return };
    for report in reports.iter_mut().filter(|report| failed_by_time(&report.outcome.verdict)) {
        let settings = checks.iter().find(|check| check.name == report.name);
        let Some(settings) = settings else { continue };
        let subject = match &settings.kind {
            CheckKind::Probe(probe) => Subject::Probe(probe),
            _ if can_be_compared(settings) => Subject::Conversation(settings),
            _ => continue,
        };
        let found = compared(run, subject, good);
        report.outcome.verdict.evidence.extend(found.map(Into::into));
    }
}

/// This part of a budget is for what measures: a third.
const FOR_WHAT_MEASURES: u64 = 3;
