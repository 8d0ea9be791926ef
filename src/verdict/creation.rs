//! The verdict on creation: the first in a process, and those after it.

use super::failed::of_failure;
use super::hot_lines;
use super::judged_time::JudgedTime;
use super::reason::{
    CreationReason, FailureReason, LeftReason, ReadingReason, Reason, SlownessReason, TimeReason,
};
use super::reasoned::Verdict;
use super::slowness::Stretch;
use super::status::Status;
use super::times::of_times;
use crate::measure::{CreationMeasurement, CreationOrder, FailedRun, Timed};
use crate::worker::Failure;
use vitals_probes::wire::{Span, Stall, Unreadable};

/// Judges the first creations and the repeated ones, each against its limit: a pass needs both, and either can fail.
///
/// The verdict, and how each of the two came out; nothing of them where the target failed.
pub fn judge_creation(measured: &CreationMeasurement, order: &CreationOrder) -> (Verdict, Vec<JudgedTime>) {
    if let Some(failed) = still_imported(measured) {
        return (of_failure(failed, None).because(FailureReason::BeforeCreation), Vec::new());
    }
    let first = of_times(Timed::FirstCreation, &order.rule, &measured.times(), &measured.failures);
    let (verdict, each) = if measured.failures.iter().all(FailedRun::was_cut_short) {
        let repeated = of_repeated(measured, order);
        let each = [
            JudgedTime::new(Timed::FirstCreation, first.status, &order.rule, &measured.seconds()),
            JudgedTime::new(
                Timed::RepeatedCreation,
                repeated.status,
                &order.repeat_rule,
                &measured.repeated_seconds(),
            ),
        ];
        (both(first, repeated), each.into())
    } else {
        (first, Vec::new())
    };
    let over = match verdict.over_limit() {
        none if none.is_empty() && verdict.status == Status::Fail => vec![Timed::FirstCreation],
        over => over,
    };
    (verdict.because_of(causes(measured, &over)).resting_on_all(evidence(measured)), each)
}

/// The run that was ended before there was anything to create with: how long that took says nothing of a creation.
fn still_imported(measured: &CreationMeasurement) -> Option<&FailedRun> {
    let first = measured.failures.first().filter(|_| measured.prepared_in.is_none())?;
    matches!(first.failure, Failure::OutOfBudget { .. } | Failure::Hung { .. }).then_some(first)
}

/// Of what was cut short it is not known whether a first or a repeated creation was.
fn of_repeated(measured: &CreationMeasurement, order: &CreationOrder) -> Verdict {
    let of = Timed::RepeatedCreation;
    if measured.repeated_runs.is_empty() {
        return Verdict::new(Status::Inconclusive, TimeReason::NotMeasured { of });
    }
    of_times(of, &order.repeat_rule, &measured.repeated_times(), &measured.failures)
}

/// The worse of the two decides, and comes first.
fn both(first: Verdict, repeated: Verdict) -> Verdict {
    let worst = Status::worst([first.status, repeated.status], true);
    let [worse, other] = if worst == first.status { [first, repeated] } else { [repeated, first] };
    // What was not measured at all is nothing to say beside a failure.
    let known = |reason: &Reason| {
        worst != Status::Fail
            || !matches!(reason, Reason::Time(TimeReason::NotMeasured { .. } | TimeReason::NoSample))
    };
    worse.because_of(other.reasons.into_iter().filter(known))
}

/// Where what is too slow is blocked, or that it works, and where.
pub(super) fn causes(measured: &CreationMeasurement, too_slow: &[Timed]) -> Vec<Reason> {
    let of_one = |of: &Timed| {
        let slowness = stretch(measured, *of).map(|stretch| causes_of(&stretch)).unwrap_or_default();
        slowness.into_iter().chain(hot_lines::causes(measured, *of))
    };
    too_slow.iter().flat_map(of_one).collect()
}

/// The fastest of that kind.
fn stretch(measured: &CreationMeasurement, of: Timed) -> Option<Stretch<'_>> {
    let (span, stalls): (Span, &[Stall]) = match of {
        Timed::RepeatedCreation => (measured.fastest_run()?.span, &measured.repeated_stalls),
        Timed::FirstCreation | Timed::Import => (measured.fastest()?.span, &measured.stalls),
    };
    Some(Stretch { of, span, stalls })
}

fn causes_of(stretch: &Stretch<'_>) -> Vec<Reason> {
    if stretch.is_blocked() {
        return stretch.causes();
    }
    let Stretch { of, span, .. } = *stretch;
    // Of less than a microsecond the two clocks differ by more than it takes.
    let cpu = span.cpu.min(span.wall);
    vec![SlownessReason::Working { of: Some(of), cpu, wall: span.wall }.into()]
}

fn evidence(measured: &CreationMeasurement) -> Vec<Reason> {
    let made = measured.first.first().map(|made| CreationReason::Samples {
        samples: measured.first.len(),
        type_name: made.type_name.clone(),
        awaited: made.awaited,
        isolation: measured.isolation.clone(),
    });
    let left = LeftReason::processes(&measured.left_behind).map(Reason::from);
    let first = measured.first.first();
    let run_delay = first.filter(|made| made.span.run_delay.is_none()).map(|_| Unreadable::RunDelay);
    let not_read = ReadingReason::not_read([run_delay]).map(Into::into);
    let repeated = of_the_repeated(measured, None);
    let sampled = hot_lines::evidence(measured);
    made.into_iter().chain(repeated).map(Into::into).chain(sampled).chain(not_read).chain(left).collect()
}

/// How many were repeated, and whether they made anything; `side` where there are two.
pub(super) fn of_the_repeated(measured: &CreationMeasurement, side: Option<&str>) -> Vec<CreationReason> {
    let side = side.map(str::to_owned);
    let processes = measured.repeated_runs.len();
    let creations = measured.repeated_runs.iter().map(|run| run.creations).sum();
    let made = CreationReason::Repeated { processes, creations, side: side.clone() };
    let same = (measured.same_object == Some(true)).then_some(CreationReason::SameObject { side });
    Some(made).filter(|_| processes > 0).into_iter().chain(same).collect()
}
