//! One check, run and reported.

use std::io;

use super::context::HealthContext;
use crate::config::{CheckSettings, Class};
use crate::health::{CheckOutcome, CheckReport};
use crate::process::monotonic;
use crate::verdict::{CheckReason, Status};
use vitals_probes::quantity::Monotonic;

/// Hears of each check as it ends.
pub type Heard<'a> = &'a (dyn Fn(&CheckReport) + Sync);

/// Runs it; one of security fails closed.
///
/// # Errors
/// Where the system refuses a process.
pub fn one(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    heard: Heard<'_>,
) -> Result<CheckReport, io::Error> {
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

/// What it came to, with what it is.
pub fn report_of(check: &CheckSettings, outcome: CheckOutcome, began: Monotonic) -> CheckReport {
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
