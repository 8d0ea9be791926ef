//! Probes against their limits.

use super::conduct::{Run, interrupted_or};
use super::error::SessionError;
use super::import_failure::explain;
use super::probe::measure_probe;
use super::side::{in_place, scratch};
use crate::config::defaults;
use crate::report::document::Document;
use crate::verdict::{RunEnd, Status};

/// Runs all probes, one after another.
///
/// # Errors
/// Where there is no interpreter to measure, or the system refuses a process.
pub fn run(run: Run<'_>) -> Result<Document, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    let scratch = scratch(run)?;
    let (root, fingerprint, worker) = in_place(run)?;
    let mut document = Document::begin(fingerprint, &conduct.command, root, settings);
    let mut cut = None;
    for probe in &settings.probes {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let context = run.context(&worker, &scratch, defaults::PROBE_BUDGET);
        let mut report = measure_probe(&context, probe)?;
        explain(&mut report, &document.root);
        let passed = report.verdict.status == Status::Pass;
        document.probes.push(report);
        if conduct.fail_fast && !passed {
            cut = Some(RunEnd::FailFast);
            break;
        }
    }
    document.end(interrupted_or(interrupt, cut));
    Ok(document)
}
