//! The verdict on creation.

use super::slowness::Stretch;
use super::{Status, Verdict, of_times};
use crate::measure::{CreationMeasurement, Isolation};
use crate::plan::LimitRule;
use crate::quantity::Nanos;
use crate::statistics::quantile;

/// Judges the first creations; the repeated state is reported beside them.
pub fn judge_creation(measured: &CreationMeasurement, rule: &LimitRule) -> Verdict {
    let mut verdict = of_times("the first creation", rule, &measured.times(), &measured.failures);
    if verdict.status == Status::Fail {
        for reason in causes(measured) {
            verdict = verdict.because(reason);
        }
    }
    if let Some(made) = measured.first.first() {
        let awaited = if made.awaited { ", awaited" } else { "" };
        let apart = match &measured.isolation {
            Isolation::Forked => "each in a process forked after one import".to_owned(),
            Isolation::Fresh { threads } => {
                format!(
                    "each in a fresh process, since the import left threads running ({})",
                    threads.join(", ")
                )
            }
        };
        let count = measured.first.len();
        verdict =
            verdict.resting_on(format!("{count} first creations of a {}{awaited}, {apart}", made.type_name));
    }
    if let Some(repeated) = repeated_seconds(measured) {
        let count = measured.repeated.len();
        verdict = verdict.resting_on(format!(
            "later creations take {} (median of {count} in one process)",
            Nanos::from_secs_f64(repeated)
        ));
    }
    if !measured.left_behind.is_empty() {
        verdict = verdict.resting_on(format!(
            "the target left processes running, which were ended: {}",
            measured.left_behind.join(", ")
        ));
    }
    verdict
}

/// Where the fastest first creation stands still, or that it works.
pub(super) fn causes(measured: &CreationMeasurement) -> Vec<String> {
    let Some(fastest) = measured.fastest() else { return Vec::new() };
    let stretch = Stretch { what: "the creation", span: fastest.span, stalls: &measured.stalls };
    if stretch.is_blocked() {
        return stretch.causes();
    }
    vec![format!(
        "it works, it is not blocked: {} of {} is processor time",
        fastest.span.cpu, fastest.span.wall
    )]
}

/// Median wall time of the later creations.
fn repeated_seconds(measured: &CreationMeasurement) -> Option<f64> {
    let seconds: Vec<f64> =
        measured.repeated.iter().map(|creation| creation.span.wall.as_secs_f64()).collect();
    quantile(&seconds, 0.5)
}
