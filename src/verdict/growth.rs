//! The verdict on growth: a leak fails however small it is so far, a plateau does not.

use super::retention::causes;
use super::{Status, Verdict, of_failure};
use crate::measure::{GrowthMeasurement, GrowthSummary, LIVE_OBJECTS, Series, Shape};
use crate::quantity::{Bytes, BytesDelta};

/// Types that are named as growing.
const NAMED: usize = 3;

/// Judges the rounds against a limit; `per_hour` objects, where known, turn a projection into hours.
pub fn judge_growth(measured: &GrowthMeasurement, limit: Bytes, per_hour: Option<f64>) -> Verdict {
    if let Some(failed) = measured.failures.first() {
        return of_failure(failed, None);
    }
    let Some(summary) = &measured.summary else {
        return Verdict::new(Status::Inconclusive, "too few rounds for a slope: at least 9 are needed");
    };
    let over = |growth: BytesDelta| growth.0 > limit.0 as i64;
    let made = measured.rounds.last().map_or(0, |round| round.made);
    let mut verdict = if over(summary.kept) {
        Verdict::new(
            Status::Fail,
            format!("{} stay after {made} objects, over the limit of {limit}", summary.kept),
        )
    } else if over(summary.held) {
        Verdict::new(
            Status::Fail,
            format!("{} objects hold {}, over the limit of {limit}", measured.objects, summary.held),
        )
    } else if summary.shape == Shape::Leak && measured.unconfirmed {
        Verdict::new(
            Status::Inconclusive,
            "it looks like a leak, and there was no time to report it from a cache",
        )
        .because("a run of three times the rounds decides: give a larger --budget")
    } else if summary.shape == Shape::Leak {
        let rate = rate_of_leak(summary, measured.objects);
        Verdict::new(Status::Fail, format!("it leaks: {rate}, in a straight line to the end"))
    } else {
        let how = if summary.shape == Shape::Plateau {
            "memory does not leak: it rose and then stood"
        } else {
            "memory stands"
        };
        Verdict::new(
            Status::Pass,
            format!("{how}: {} stay after {made} objects, limit {limit}", summary.kept),
        )
    };
    if measured.leaks() {
        for reason in leak(measured, summary, limit, per_hour) {
            verdict = verdict.because(reason);
        }
    }
    for evidence in evidence(measured, summary, limit) {
        verdict = verdict.resting_on(evidence);
    }
    verdict
}

/// How fast it leaks, in a line: memory where that rises, else what does.
pub fn rate_of_leak(summary: &GrowthSummary, objects: u32) -> String {
    let each = |series: &Series| series.slope.estimate / f64::from(objects.max(1));
    if summary.rises_in_memory() {
        format!("{} an object", BytesDelta(summary.per_object.round() as i64))
    } else if summary.rises(LIVE_OBJECTS) {
        format!("{:.1} live objects for each one made", each(&summary.live_objects))
    } else {
        format!("{:.1} blocks of memory for each object made", each(&summary.blocks))
    }
}

fn leak(
    measured: &GrowthMeasurement,
    summary: &GrowthSummary,
    limit: Bytes,
    per_hour: Option<f64>,
) -> Vec<String> {
    let mut reasons = vec![format!("what rises: {}", summary.rising.join(", "))];
    if let Some(objects) = summary.objects_until(limit) {
        let hours = per_hour
            .filter(|rate| *rate > 0.0)
            .map_or_else(String::new, |rate| format!(", {:.1} h at {rate} an hour", objects / rate));
        reasons.push(format!("the limit of {limit} is reached after {objects:.0} more objects{hours}"));
    }
    reasons.extend(what_grew(measured));
    reasons
}

/// Types that became more, the lines that allocate them, and what holds them.
pub(super) fn what_grew(measured: &GrowthMeasurement) -> Vec<String> {
    let types: Vec<String> = measured
        .types
        .iter()
        .take(NAMED)
        .map(|growth| format!("{} (+{})", growth.name, growth.after - growth.before))
        .collect();
    let mut reasons = vec![if types.is_empty() {
        "no Python type became more: the memory is native, or untracked".into()
    } else {
        format!("live objects that became more: {}", types.join(", "))
    }];
    reasons.extend(measured.retention.iter().flat_map(causes));
    reasons.extend(
        measured.retention_failure.iter().map(|why| format!("the cause could not be looked for: {why}")),
    );
    reasons
}

fn evidence(measured: &GrowthMeasurement, summary: &GrowthSummary, limit: Bytes) -> Vec<String> {
    let slope = summary.dirty.slope;
    let [typical, low, high] =
        [slope.estimate, slope.low, slope.high].map(|bytes| BytesDelta(bytes.round() as i64));
    let objects = measured.objects;
    let mut evidence = vec![
        format!(
            "{} rounds of {objects} objects, cleaned up and collected, after {} rounds to warm up",
            summary.counted_rounds, summary.warm_up_rounds
        ),
        format!("unique memory per round: {typical} (between {low} and {high})"),
        format!(
            "live objects per round: {:.1} (between {:.1} and {:.1})",
            summary.live_objects.slope.estimate,
            summary.live_objects.slope.low,
            summary.live_objects.slope.high
        ),
        format!(
            "absolute rule: {objects} objects hold {}, {} {limit}",
            summary.held,
            if summary.held.0 > limit.0 as i64 { "over" } else { "within" }
        ),
    ];
    if measured.first_look.is_some() {
        let found = if summary.shape == Shape::Leak { "confirms" } else { "refutes" };
        evidence.push(format!("a first, shorter run looked like a leak; this longer one {found} it"));
    }
    if !measured.left_behind.is_empty() {
        evidence.push(format!(
            "the target left processes running, which were ended: {}",
            measured.left_behind.join(", ")
        ));
    }
    evidence
}
