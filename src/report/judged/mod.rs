//! What was judged in a report, one entry each, whatever the report's kind: what every format but JSON is made of.

mod check;
mod checks;
mod comparison;
mod entry;
mod figure;
mod imports;
mod nights;
mod samples;

use super::any::Report;

pub use entry::Judged;
pub use figure::{Figure, Unit};
pub use samples::{Sample, samples};

/// All that a report judged, in its order.
pub fn judged(report: &Report) -> Vec<Judged<'_>> {
    match report {
        Report::Check(document) => {
            let compared = document.comparison.iter().flat_map(comparison::judged);
            document.probes.iter().map(check::judged).chain(compared).collect()
        }
        Report::Comparison(document) => comparison::judged(document),
        Report::Health(document) => document.checks.iter().map(checks::of_health).collect(),
        Report::Audit(document) => document.checks.iter().map(checks::of_audit).collect(),
        Report::Websocket(document) => document.checks.iter().map(checks::of_websocket).collect(),
        Report::Nightly(document) => nights::judged(document),
        // It judges nothing.
        Report::Trend(_) => Vec::new(),
        Report::Imports(document) => imports::judged(document),
    }
}

/// All that a report measured: of a night each probe, check and comparison, whether it is new or not.
pub fn measured(report: &Report) -> Vec<Judged<'_>> {
    let Report::Nightly(night) = report else { return judged(report) };
    let checks = night.health.iter().flat_map(|health| health.checks.iter().map(checks::of_health));
    let compared = night.comparison.iter().flat_map(comparison::judged);
    night.check.probes.iter().map(check::judged).chain(checks).chain(compared).collect()
}

/// What was asked for and not done, in words: such a run passes nothing, even where all that was done passed.
pub fn left_out(report: &Report) -> Option<String> {
    let head = report.head()?;
    let done = match report {
        Report::Check(document) => document.probes.len(),
        Report::Comparison(document) => document.done(),
        Report::Health(document) => document.checks.len(),
        Report::Audit(document) => document.checks.len(),
        Report::Websocket(document) => document.checks.len(),
        Report::Nightly(document) if document.head.interrupted => 0,
        Report::Nightly(_) | Report::Trend(_) | Report::Imports(_) => return None,
    };
    let why = if head.interrupted { ": the run was interrupted" } else { "" };
    match head.planned.saturating_sub(done) {
        0 if head.interrupted => Some("the run was interrupted".into()),
        0 => None,
        missing => Some(format!("{missing} of {} were not run{why}", head.planned)),
    }
}
