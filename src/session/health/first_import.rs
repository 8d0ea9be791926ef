//! One import, before anything is measured: where it fails or takes too long, that is an answer.

use std::io;

use super::context::HealthContext;
use super::one_check::{Heard, report_of};
use crate::config::{CheckSettings, ImportSettings, Probe};
use crate::health::CheckReport;
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::verdict::{CheckReason, Status};

/// So many times its limit is what one import may take before that is an answer.
const CUT_OFF: u64 = 5;

/// One import, cut off where it takes too long: its report where that is an answer, None where it has to be measured.
pub fn first_import(
    health: &HealthContext<'_>,
    check: &CheckSettings,
    import: &ImportSettings,
    heard: Heard<'_>,
) -> Result<Option<CheckReport>, io::Error> {
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
