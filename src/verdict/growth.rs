//! The verdict on growth: a leak fails however small it is so far, a plateau does not.

use super::failed::of_failure;
use super::reason::{GrowthReason, LeakRate, LeftReason, ReadingReason, Reason, RetentionReason};
use super::reasoned::Verdict;
use super::retention::{bounds, causes};
use super::status::Status;
use crate::measure::{
    CONFIRMATION, Fill, FillOutcome, GrowthMeasurement, GrowthSummary, LEAST_ROUNDS, MemoryKind, Rising,
    Series, Shape,
};
use crate::quantity::{Bytes, BytesDelta};
use crate::statistics::median;
use vitals_probes::wire::{ResourceKind, Unreadable};

/// Free memory in the allocator that is mentioned.
const WORTH_SAYING: Bytes = Bytes(1_000_000);
/// Types that are named as growing.
const NAMED: usize = 3;

/// Judges the rounds against a limit; `per_hour` objects, where known, turn a projection into hours.
pub fn judge_growth(measured: &GrowthMeasurement, limit: Bytes, per_hour: Option<f64>) -> Verdict {
    if let Some(failed) = measured.failures.first().filter(|_| !measured.leaks()) {
        return of_failure(failed, None);
    }
    let Some(summary) = &measured.summary else {
        return Verdict::new(Status::Inconclusive, GrowthReason::TooFewRounds { least: LEAST_ROUNDS });
    };
    let (status, reason) = judge(measured, summary, limit);
    let causes: Vec<Reason> = match status {
        Status::Pass => measured.retention.iter().flat_map(bounds).collect(),
        _ if measured.leaks() => leak(measured, summary, limit, per_hour),
        _ => measured.retention.iter().flat_map(causes).chain(not_searched(measured)).collect(),
    };
    Verdict::new(status, reason).because_of(causes).resting_on_all(evidence(measured, summary, limit))
}

fn judge(measured: &GrowthMeasurement, summary: &GrowthSummary, limit: Bytes) -> (Status, Reason) {
    let objects = measured.objects;
    let leaks = summary.shape == Shape::Leak && !measured.unconfirmed;
    match (measured.kept_in_use(), summary.held) {
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
    if over(kept) {
        return (Status::Fail, GrowthReason::KeptOverLimit { kept, made, limit });
    }
    if over(held) {
        return (Status::Fail, GrowthReason::HeldOverLimit { objects, held, limit });
    }
    if measured.unconfirmed {
        return (Status::Inconclusive, GrowthReason::NotConfirmed { times: CONFIRMATION });
    }
    match (summary.shape, measured.fill) {
        (Shape::Leak, Some(fill @ Fill { outcome: FillOutcome::NotFilled, .. })) => not_filled(fill, limit),
        (Shape::Leak, _) => (Status::Fail, GrowthReason::Leaks { rate: rate_of_leak(summary, objects) }),
        _ if measured.makes_one_object() => (Status::Vacuous, GrowthReason::OneObject { made }),
        (_, Some(Fill { outcome: FillOutcome::Stood, .. })) => {
            (Status::Pass, GrowthReason::FilledAndStood { kept, made, limit })
        }
        (Shape::Plateau, _) => (Status::Pass, GrowthReason::Plateau { kept, made, limit }),
        (Shape::Steady, _) => (Status::Pass, GrowthReason::Stable { kept, made, limit }),
    }
}

/// Of what grows in holders with a bound that there was no time to fill.
fn not_filled(fill: Fill, limit: Bytes) -> (Status, GrowthReason) {
    let Fill { objects, certain, kept_when_full, .. } = fill;
    match kept_when_full {
        Some(kept) if certain && kept.0 > limit.0 as i64 => {
            (Status::Fail, GrowthReason::BoundOverLimit { kept, objects, limit })
        }
        Some(kept) if certain => (Status::Pass, GrowthReason::WithinItsBound { kept, objects, limit }),
        _ => (Status::Inconclusive, GrowthReason::BoundNotReached { fill }),
    }
}

/// How fast it leaks: memory where that rises, else what does.
pub fn rate_of_leak(summary: &GrowthSummary, objects: u32) -> LeakRate {
    let each = |series: &Series| series.slope.estimate / f64::from(objects.max(1));
    if let Some(resource) = summary.rising_resource() {
        LeakRate::Resource { what: resource.what, each: each(&resource.series) }
    } else if let Some(per_object) = summary.per_object.filter(|_| summary.rises_in_memory()) {
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
    let made = measured.rounds.last().map_or(0, |round| round.made);
    let ran_out = measured.ran_out_of_descriptors().then_some(GrowthReason::RanOut { made });
    let rises = GrowthReason::Rises { what: summary.rising.clone() };
    let went_on = measured.stretch.map(|stretch| GrowthReason::Stretched { stretch });
    let own =
        uncollected(measured).into_iter().chain(ran_out).chain([rises]).chain(went_on).chain(projection);
    let own = own.map(Into::into);
    own.chain(what_grew(measured)).collect()
}

/// Where the collector is off, and what stays is in good part garbage that it would free.
fn uncollected(measured: &GrowthMeasurement) -> Option<GrowthReason> {
    let last = measured.rounds.last().filter(|last| last.collector_off)?;
    let garbage = last.garbage.filter(|garbage| 2 * garbage >= last.made)?;
    Some(GrowthReason::Uncollected { garbage, made: last.made })
}

/// Types that became more, the lines that allocate them, and what holds them.
pub(super) fn what_grew(measured: &GrowthMeasurement) -> Vec<Reason> {
    let grown: Vec<_> = measured.types.iter().take(NAMED).cloned().collect();
    let beside_memory = measured.summary.as_ref().is_some_and(GrowthSummary::rises_in_resources_alone);
    let types = match (grown.is_empty(), beside_memory) {
        (false, _) => Some(GrowthReason::Types { grown }),
        (true, false) => Some(GrowthReason::NoTypes),
        (true, true) => None,
    };
    let cycles = uncollected(measured).is_some();
    // What is garbage is held by nothing, and no search finds what holds it.
    let held = |reason: &Reason| {
        !(cycles && matches!(reason, Reason::Retention(RetentionReason::Held { by }) if !by.complete))
    };
    let found = measured.retention.iter().flat_map(causes).filter(held);
    types
        .into_iter()
        .map(Into::into)
        .chain(memory_grew(measured))
        .chain(found)
        .chain(not_searched(measured))
        .collect()
}

fn not_searched(measured: &GrowthMeasurement) -> Option<Reason> {
    let why = measured.retention_failure.clone()?;
    Some(RetentionReason::NotSearched { why }.into())
}

/// Where each object leaves as much garbage as one.
fn garbage(measured: &GrowthMeasurement, summary: &GrowthSummary) -> Option<Reason> {
    let counted = measured.rounds.get(summary.warm_up_rounds + 1..)?;
    let found: Vec<f64> = counted.iter().filter_map(|round| Some(round.garbage? as f64)).collect();
    let each = median(&found)?.estimate / f64::from(measured.objects.max(1));
    (each >= 1.0 && !counted.last()?.collector_off).then(|| GrowthReason::Garbage { each }.into())
}

/// What Python's allocator keeps free, where that matters.
fn kept_by_python(measured: &GrowthMeasurement) -> Option<Reason> {
    let free = measured.allocator?.kept_by_python?;
    (free.0 >= WORTH_SAYING.0 as i64).then(|| GrowthReason::KeptByPython { free }.into())
}

/// Where the allocator keeps as much free as matters, or cannot be asked.
fn kept_free(measured: &GrowthMeasurement) -> Option<Reason> {
    let allocator = measured.allocator?;
    let some = allocator.kept_free.is_none_or(|free| free >= WORTH_SAYING);
    some.then(|| GrowthReason::KeptFree { allocator }.into())
}

/// Where memory grew that Python's own allocations do not account for.
fn memory_grew(measured: &GrowthMeasurement) -> Option<Reason> {
    let growth = measured.memory_growth.clone()?;
    let summary = measured.summary.as_ref()?;
    let found = measured.retention.as_ref();
    let searched = found.is_none_or(|found| found.native.is_some() || found.sites.is_empty());
    let wanted = summary.rises_in_memory() && searched;
    wanted.then(|| GrowthReason::MemoryGrew { growth, allocator: measured.allocator }.into())
}

fn prints(measured: &GrowthMeasurement) -> Option<Reason> {
    let output = measured.repeated_output.clone()?;
    let made = measured.rounds.last()?.made;
    Some(GrowthReason::Prints { output, made }.into())
}

/// Kinds of what a process keeps that no round could count; none of a run of an older version, which counted none.
fn not_counted(measured: &GrowthMeasurement) -> Option<Reason> {
    let last = measured.rounds.last()?.resources;
    let kinds: Vec<_> = ResourceKind::ALL.into_iter().filter(|kind| last.of(*kind).is_none()).collect();
    let some = !kinds.is_empty() && kinds.len() < ResourceKind::ALL.len();
    some.then(|| GrowthReason::NotCounted { kinds }.into())
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
    let stood = measured.stretch.filter(|stretch| !stretch.went_on);
    let stood = stood.map(|stretch| GrowthReason::Stretched { stretch }.into());
    own.chain(stood)
        .chain(garbage(measured, summary))
        .chain(kept_by_python(measured))
        .chain(kept_free(measured))
        .chain(prints(measured))
        .chain(not_counted(measured))
        .chain(LeftReason::processes(&measured.left_behind).map(Into::into))
        .collect()
}
