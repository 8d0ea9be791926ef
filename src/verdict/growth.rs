//! The verdict on growth: a leak fails however small it is so far, a plateau does not.

use super::failed::of_failure;
use super::reason::{GrowthReason, LeakRate, LeftReason, ReadingReason, Reason, RetentionReason};
use super::reasoned::Verdict;
use super::retention::causes;
use super::status::Status;
use crate::measure::{
    CONFIRMATION, GrowthMeasurement, GrowthSummary, LEAST_ROUNDS, MemoryKind, Rising, Series, Shape,
};
use crate::quantity::{Bytes, BytesDelta};
use vitals_probes::wire::Unreadable;

/// Types that are named as growing.
const NAMED: usize = 3;

/// Judges the rounds against a limit; `per_hour` objects, where known, turn a projection into hours.
pub fn judge_growth(measured: &GrowthMeasurement, limit: Bytes, per_hour: Option<f64>) -> Verdict {
    if let Some(failed) = measured.failures.first() {
        return of_failure(failed, None);
    }
    let Some(summary) = &measured.summary else {
        return Verdict::new(Status::Inconclusive, GrowthReason::TooFewRounds { least: LEAST_ROUNDS });
    };
    let leak = if measured.leaks() { leak(measured, summary, limit, per_hour) } else { Vec::new() };
    let (status, reason) = judge(measured, summary, limit);
    Verdict::new(status, reason).because_of(leak).resting_on_all(evidence(measured, summary, limit))
}

fn judge(measured: &GrowthMeasurement, summary: &GrowthSummary, limit: Bytes) -> (Status, Reason) {
    let objects = measured.objects;
    let leaks = summary.shape == Shape::Leak && !measured.unconfirmed;
    match (summary.kept, summary.held) {
        (Some(kept), Some(held)) => {
            let (status, reason) = judge_memory(measured, summary, [kept, held], limit);
            (status, reason.into())
        }
        // What leaks in objects leaks, whatever memory they are in.
        _ if leaks => (Status::Fail, GrowthReason::Leaks { rate: rate_of_leak(summary, objects) }.into()),
        _ => (Status::Error, ReadingReason::NothingToJudge { what: Unreadable::Memory }.into()),
    }
}

fn judge_memory(
    measured: &GrowthMeasurement,
    summary: &GrowthSummary,
    [kept, held]: [BytesDelta; 2],
    limit: Bytes,
) -> (Status, GrowthReason) {
    let over = |growth: BytesDelta| growth.0 > limit.0 as i64;
    // No round, no summary: there is a last one.
    let made = measured.rounds.last().map_or(0, |round| round.made);
    let objects = measured.objects;
    match summary.shape {
        _ if over(kept) => (Status::Fail, GrowthReason::KeptOverLimit { kept, made, limit }),
        _ if over(held) => (Status::Fail, GrowthReason::HeldOverLimit { objects, held, limit }),
        Shape::Leak if measured.unconfirmed => {
            (Status::Inconclusive, GrowthReason::NotConfirmed { times: CONFIRMATION })
        }
        Shape::Leak => (Status::Fail, GrowthReason::Leaks { rate: rate_of_leak(summary, objects) }),
        Shape::Plateau => (Status::Pass, GrowthReason::Plateau { kept, made, limit }),
        Shape::Steady => (Status::Pass, GrowthReason::Stable { kept, made, limit }),
    }
}

/// How fast it leaks: memory where that rises, else what does.
pub fn rate_of_leak(summary: &GrowthSummary, objects: u32) -> LeakRate {
    let each = |series: &Series| series.slope.estimate / f64::from(objects.max(1));
    if let Some(per_object) = summary.per_object.filter(|_| summary.rises_in_memory()) {
        LeakRate::Memory(BytesDelta(per_object.round() as i64))
    } else if summary.rises(Rising::LiveObjects) {
        LeakRate::LiveObjects(each(&summary.live_objects))
    } else {
        LeakRate::Blocks(each(&summary.blocks))
    }
}

fn leak(
    measured: &GrowthMeasurement,
    summary: &GrowthSummary,
    limit: Bytes,
    per_hour: Option<f64>,
) -> Vec<Reason> {
    let per_hour = per_hour.filter(|rate| *rate > 0.0);
    let projection = summary.objects_until(limit);
    let projection = projection.map(|objects| GrowthReason::Projection { limit, objects, per_hour });
    let rises = GrowthReason::Rises { what: summary.rising.clone() };
    let own = std::iter::once(rises).chain(projection).map(Into::into);
    own.chain(what_grew(measured)).collect()
}

/// Types that became more, the lines that allocate them, and what holds them.
pub(super) fn what_grew(measured: &GrowthMeasurement) -> Vec<Reason> {
    let grown: Vec<_> = measured.types.iter().take(NAMED).cloned().collect();
    let types = if grown.is_empty() { GrowthReason::NoTypes } else { GrowthReason::Types { grown } };
    let found = measured.retention.iter().flat_map(causes);
    let not_found = measured.retention_failure.iter().cloned();
    let not_found = not_found.map(|why| RetentionReason::NotSearched { why }.into());
    std::iter::once(types.into()).chain(found).chain(not_found).collect()
}

fn evidence(measured: &GrowthMeasurement, summary: &GrowthSummary, limit: Bytes) -> Vec<Reason> {
    let objects = measured.objects;
    let (counted, warm_up) = (summary.counted_rounds, summary.warm_up_rounds);
    let rounds = GrowthReason::Rounds { counted, warm_up, objects };
    let confirms = summary.shape == Shape::Leak;
    let second = measured.first_look.as_ref().map(|_| GrowthReason::SecondRun { confirms });
    let memory = summary.memory();
    let per_round =
        memory.map(|(memory, series)| GrowthReason::MemoryPerRound { memory, slope: series.slope });
    let own = [
        Some(rounds),
        per_round,
        Some(GrowthReason::ObjectsPerRound { slope: summary.live_objects.slope }),
        summary.held.map(|held| GrowthReason::Held { objects, held, limit }),
        second,
    ];
    let not_read = match memory {
        Some((MemoryKind::Unique, _)) => None,
        Some((MemoryKind::Resident, _)) => Some(ReadingReason::ByResidentSize),
        None => ReadingReason::not_read([Some(Unreadable::Memory)]),
    };
    let own = own.into_iter().flatten().map(Into::into).chain(not_read.map(Into::into));
    own.chain(LeftReason::processes(&measured.left_behind).map(Into::into)).collect()
}
