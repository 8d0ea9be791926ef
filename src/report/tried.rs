//! One run of a probe or a check in a few words: whether it works at all, for who proposes it.

use super::words::sentence;
use crate::health::CheckReport;
use crate::quantity::Nanos;
use crate::untrusted::printable;
use crate::verdict::{Measured, ProbeReport, Reason, Status};
use crate::worker::Failure;

/// What one run showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It works, with this result.
    Works(String),
    /// It cannot work as it is, or proves nothing: why.
    Cannot(String),
    /// The time was over before it could show anything.
    Unknown,
}

/// Of a probe that was measured once: its one sample is not judged.
pub fn of_probe(report: &ProbeReport) -> Tried {
    let reason = || first(&report.verdict.reasons);
    match report.measured.failures().first().map(|failed| &failed.failure) {
        // What takes too long is a finding, and perhaps the one that is looked for.
        Some(Failure::Hung { .. }) => return Tried::Works(reason()),
        Some(Failure::OutOfBudget { .. } | Failure::Interrupted) => return Tried::Unknown,
        _ => {}
    }
    if matches!(report.verdict.status, Status::Error | Status::Vacuous) {
        return Tried::Cannot(reason());
    }
    let over = |seconds: f64| report.bound.is_some_and(|bound| seconds > bound);
    match (&report.measured, &report.summary) {
        (Measured::Growth(growth), _) if !growth.rounds.is_empty() => match report.verdict.status {
            Status::Fail => Tried::Works(reason()),
            _ => Tried::Works(format!(
                "{} rounds ran; `vitals check` measures what stays",
                growth.rounds.len()
            )),
        },
        (_, Some(summary)) => {
            let time = Nanos::from_secs_f64(summary.median);
            let over = if over(summary.median) { ", over the limit" } else { "" };
            Tried::Works(format!("{time}{over}"))
        }
        _ => Tried::Cannot(reason()),
    }
}

/// Of a check.
pub fn of_check(report: &CheckReport) -> Tried {
    let reason = || first(&report.outcome.verdict.reasons);
    match report.outcome.verdict.status {
        Status::Error | Status::Vacuous => Tried::Cannot(reason()),
        Status::Pass => Tried::Works(match report.outcome.counts {
            Some(counts) if counts.executed() == 1 => format!("1 test passed in {}", report.took),
            Some(counts) => format!("{} tests passed in {}", counts.executed(), report.took),
            None => format!("passed in {}", report.took),
        }),
        status => Tried::Works(format!("{}: {}", status.word(), reason())),
    }
}

/// The sentence that says most, in one line.
fn first(reasons: &[Reason]) -> String {
    let sentence = reasons.first().map(sentence).unwrap_or_default();
    printable(sentence.lines().next().unwrap_or_default())
}
