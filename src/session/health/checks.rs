//! All checks: side by side where they do not disturb a measurement.

use std::io;
use std::sync::Mutex;

use super::super::conduct::{Run, interrupted_or};
use super::super::error::SessionError;
use super::super::side::{in_place, scratch};
use super::configured::EXPECTED;
use super::context::HealthContext;
use crate::config::{CheckKind, CheckSettings, Class};
use crate::health::CheckReport;
use crate::process::monotonic;
use crate::report::health::HealthDocument;
use crate::verdict::{CheckReason, NoteReason, Status};

/// Hears of each check as it ends.
pub type Heard<'a> = &'a (dyn Fn(&CheckReport) + Sync);

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
