//! The verdict on creation.

use super::hot_lines;
use super::reason::{CreationReason, LeftReason, ReadingReason, Reason, SlownessReason, Timed};
use super::reasoned::Verdict;
use super::slowness::Stretch;
use super::status::Status;
use super::times::of_times;
use crate::measure::CreationMeasurement;
use crate::plan::LimitRule;
use crate::quantity::Nanos;
use crate::statistics::quantile;
use vitals_probes::wire::Unreadable;

/// Judges the first creations; the repeated ones are reported beside them.
pub fn judge_creation(measured: &CreationMeasurement, rule: &LimitRule) -> Verdict {
    let verdict = of_times(Timed::FirstCreation, rule, &measured.times(), &measured.failures);
    let causes = if verdict.status == Status::Fail { causes(measured) } else { Vec::new() };
    verdict.because_of(causes).resting_on_all(evidence(measured))
}

/// Where the fastest first creation is blocked, or that it works, and where.
pub(super) fn causes(measured: &CreationMeasurement) -> Vec<Reason> {
    let Some(fastest) = measured.fastest() else { return Vec::new() };
    let lines = hot_lines::causes(measured);
    let stretch = Stretch { of: Timed::FirstCreation, span: fastest.span, stalls: &measured.stalls };
    if stretch.is_blocked() {
        return stretch.causes().into_iter().chain(lines).collect();
    }
    let working = SlownessReason::Working { cpu: fastest.span.cpu, wall: fastest.span.wall };
    std::iter::once(working.into()).chain(lines).collect()
}

fn evidence(measured: &CreationMeasurement) -> Vec<Reason> {
    let made = measured.first.first().map(|made| CreationReason::Samples {
        samples: measured.first.len(),
        type_name: made.type_name.clone(),
        awaited: made.awaited,
        isolation: measured.isolation.clone(),
    });
    let repeated = repeated_seconds(measured).map(|median| CreationReason::Repeated {
        median: Nanos::from_secs_f64(median),
        samples: measured.repeated.len(),
    });
    let left = LeftReason::processes(&measured.left_behind).map(Reason::from);
    let first = measured.first.first();
    let run_delay = first.filter(|made| made.span.run_delay.is_none()).map(|_| Unreadable::RunDelay);
    let not_read = ReadingReason::not_read([run_delay]).map(Into::into);
    let same = (measured.same_object == Some(true)).then_some(CreationReason::SameObject);
    made.into_iter()
        .chain(repeated)
        .chain(same)
        .map(Into::into)
        .chain(hot_lines::evidence(measured))
        .chain(not_read)
        .chain(left)
        .collect()
}

/// Median wall time of the repeated creations.
fn repeated_seconds(measured: &CreationMeasurement) -> Option<f64> {
    let seconds: Vec<f64> =
        measured.repeated.iter().map(|creation| creation.span.wall.as_secs_f64()).collect();
    quantile(&seconds, 0.5)
}
