//! Many more objects, where those of the rounds are too few to know.
//!
//! A dictionary that somebody empties at a thousand entries, or the cache of `re`, has no attribute that says so: it looks like a leak.
//! A leak of a hundred bytes an object is less than a page a round: it looks like nothing. Where objects are made quickly, thousands
//! of them are made in the time that the cause took to find.

use std::io;

use vitals_probes::wire::Round;

use super::context::MeasureContext;
use super::growth_measurement::{GrowthMeasurement, GrowthOrder, Stretch};
use super::growth_rounds::{Rounds, run};
use super::growth_summary::{GrowthSummary, MemoryKind, Rising, Shape};
use crate::quantity::{Bytes, Nanos};

/// Making them takes no longer than this,
const LONGEST: Nanos = Nanos::from_millis(4_000);
/// and with the rounds after them this part of the budget that is left.
const SHARE: u64 = 4;
/// No more objects than this,
const MOST: f64 = 50_000.0;
/// to see whether memory that creeps is a leak no more than this,
const MOST_OF_CREEPING: f64 = 10_000.0;
/// and only where they are so many times those that were made.
const LEAST_TIMES: f64 = 4.0;
/// Where no limit is known, no more than this is to be kept.
const USUAL_LIMIT: Bytes = Bytes(50_000_000);
/// What grew by less than this part of what a straight line says has stood.
const STRAIGHT: f64 = 0.5;
/// Bytes an object that are more than the interpreter's own caches take of thousands.
const LEAST_EACH: f64 = 40.0;

/// After a leak that no holder with a bound explains: whether it goes on.
pub(super) fn leak_goes_on(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    mut leaking: GrowthMeasurement,
) -> io::Result<GrowthMeasurement> {
    if leaking.stretch.is_some() {
        return Ok(leaking);
    }
    let Some((objects, mut longer)) = stretched(context, order, &leaking, MOST)? else { return Ok(leaking) };
    let (Some(before), Some(after)) = (&leaking.summary, &mut longer.summary) else { return Ok(leaking) };
    let rises = after.shape == Shape::Leak || still_rises(before, after);
    let went_on = rises && is_straight(before, leaking.objects, &longer.rounds);
    let stretch = Some(Stretch { objects, went_on });
    if went_on {
        leaking.stretch = stretch;
        return Ok(leaking);
    }
    // Between two falls it rises, and still it comes to no more.
    (after.shape, after.rising) = (Shape::Plateau, Vec::new());
    Ok(GrowthMeasurement { first_look: leaking.summary, retention: leaking.retention, stretch, ..longer })
}

/// Of memory that creeps: whether it is a leak. What it takes in few rounds says little of how much: the interpreter's own caches
/// creep too. A leak takes as much of each of thousands of objects, and three times as much of three times as many.
pub(super) fn creeping_leaks(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    creeping: GrowthMeasurement,
) -> io::Result<GrowthMeasurement> {
    let Some((objects, fewer)) = stretched(context, order, &creeping, MOST_OF_CREEPING)? else {
        return Ok(creeping);
    };
    let Some(least) = kept(&fewer).filter(|kept| *kept >= LEAST_EACH * objects as f64) else {
        return Ok(creeping);
    };
    let Some((objects, mut more)) = after(context, order, &creeping, 3 * objects)? else {
        return Ok(creeping);
    };
    let (Some(kept), made) = (kept(&more), more.rounds.last().map_or(1, |round| round.made)) else {
        return Ok(creeping);
    };
    let memory = more.summary.as_ref().and_then(|summary| Some(summary.memory()?.0.rising()));
    let (Some(summary), Some(memory)) = (&mut more.summary, memory) else { return Ok(creeping) };
    if kept < 2.0 * least {
        return Ok(creeping);
    }
    (summary.shape, summary.per_object) = (Shape::Leak, Some(kept / made.max(1) as f64));
    if !summary.rises(memory) {
        summary.rising.push(memory);
    }
    let stretch = Some(Stretch { objects, went_on: true });
    Ok(GrowthMeasurement { first_look: creeping.summary, stretch, ..more })
}

/// Whether memory rises as before: a slope of a page a round is now a little more than that, now a little less.
fn still_rises(before: &GrowthSummary, after: &GrowthSummary) -> bool {
    let slopes = before.memory().zip(after.memory()).filter(|_| before.rises_in_memory());
    slopes.is_some_and(|((_, before), (_, after))| {
        after.slope.low > 0.0 && after.slope.estimate >= STRAIGHT * before.slope.estimate
    })
}

fn kept(measured: &GrowthMeasurement) -> Option<f64> {
    Some(measured.summary.as_ref()?.kept?.0 as f64)
}

/// A run of as many rounds after many more objects; None where it says no more, or fails.
fn stretched(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    measured: &GrowthMeasurement,
    most: f64,
) -> io::Result<Option<(u64, GrowthMeasurement)>> {
    let Some(objects) = objects(context, order, measured, most) else { return Ok(None) };
    after(context, order, measured, objects)
}

fn after(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    measured: &GrowthMeasurement,
    objects: u64,
) -> io::Result<Option<(u64, GrowthMeasurement)>> {
    let same = GrowthOrder { objects: measured.objects, ..order.clone() };
    let rounds = u32::try_from(measured.rounds.len().saturating_sub(1)).unwrap_or(order.rounds);
    let longer = run(context, &same, Rounds { rounds, prefill: objects, time: None })?;
    Ok(longer.failures.is_empty().then_some((objects, longer)))
}

/// None where they would be too few, or what leaks is not to be used up.
fn objects(
    context: &MeasureContext<'_>,
    order: &GrowthOrder,
    measured: &GrowthMeasurement,
    most: f64,
) -> Option<u64> {
    let summary = measured.summary.as_ref()?;
    let beside_memory = summary.rising.iter().any(|what| matches!(what, Rising::Resource(_)));
    if context.over() || beside_memory || !measured.failures.is_empty() {
        return None;
    }
    let made = measured.rounds.last()?.made as f64;
    let took: u64 = measured.rounds.iter().map(|round| round.took.0).sum();
    let in_time = in_time(context.left(), Nanos(took), measured.each_takes());
    let each = summary.per_object.unwrap_or(0.0);
    let room = order.limit.unwrap_or(USUAL_LIMIT).0 as f64 - summary.kept.map_or(0.0, |kept| kept.0 as f64);
    let in_room = if each > 0.0 { room / each } else { f64::INFINITY };
    let objects = most.min(in_time).min(in_room);
    (objects >= LEAST_TIMES * made).then_some(objects as u64)
}

/// How many objects can be made before rounds that took so long, each of which takes so many nanoseconds. Rounds last by their
/// readings, and on a busy machine several times as long: that leaves less of the budget, but no fewer objects of it.
fn in_time(left: Nanos, rounds: Nanos, each: f64) -> f64 {
    let time = LONGEST.min(Nanos((left.0 / SHARE).saturating_sub(rounds.0)));
    time.0 as f64 / each.max(1.0)
}

/// Whether something that rose before has grown with the objects, from before the first to after the last.
fn is_straight(before: &GrowthSummary, objects: u32, rounds: &[Round]) -> bool {
    let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else { return true };
    let grown = |of: &dyn Fn(&Round) -> Option<f64>| Some(of(last)? - of(first)?);
    let memory = |kind: MemoryKind| grown(&|round| Some(kind.in_round(round)?.0 as f64));
    before.rising.iter().any(|what| {
        let (series, grown) = match what {
            Rising::UniqueMemory => (before.dirty, memory(MemoryKind::Unique)),
            Rising::ResidentMemory => (before.rss, memory(MemoryKind::Resident)),
            Rising::LiveObjects => {
                (Some(before.live_objects), grown(&|round| Some(round.live_objects as f64)))
            }
            Rising::AllocatedBlocks => (Some(before.blocks), grown(&|round| Some(round.blocks as f64))),
            Rising::Resource(_) => return true,
        };
        let each = series.map(|series| series.slope.estimate / f64::from(objects.max(1)));
        each.zip(grown).is_none_or(|(each, grown)| grown >= STRAIGHT * each * last.made as f64)
    })
}

#[cfg(test)]
mod tests {
    use vitals_probes::wire::Memory;

    use super::super::growth_summary::summarise;
    use super::*;

    /// Sixty rounds of ten objects, after so many others, of which `kept` says how many stay.
    fn rounds(prefill: u64, kept: impl Fn(u64) -> u64) -> Vec<Round> {
        let round = |number: u32| {
            let made = if number == 0 { 0 } else { prefill + u64::from(number) * 10 };
            let dirty = Some(Bytes(10_000_000 + kept(made) * 1000));
            let memory = Memory { rss: dirty, dirty, ..Memory::default() };
            Round {
                round: number,
                made,
                memory,
                held: memory,
                live_objects: 5_000 + kept(made),
                ..Round::default()
            }
        };
        (0..=60).map(round).collect()
    }

    #[test]
    fn what_is_emptied_now_and_then_is_no_straight_line() {
        let emptied = |made: u64| made % 1_500;
        let before = summarise(&rounds(0, emptied), 10).expect("enough rounds");
        assert_eq!(before.shape, Shape::Leak);
        // Of any number of objects more, whether it is emptied meanwhile or not.
        for objects in [4_500, 6_700, 50_000, 49_999] {
            assert!(!is_straight(&before, 10, &rounds(objects, emptied)), "{objects}");
        }
    }

    #[test]
    fn rounds_that_a_busy_machine_makes_longer_leave_time_for_as_many_objects() {
        let left = Nanos::from_millis(60_000);
        let of = |rounds| in_time(left, Nanos::from_millis(rounds), 10_000.0);
        assert_eq!(of(500), 400_000.0);
        assert_eq!(of(8_000), 400_000.0);
        assert_eq!(of(15_000), 0.0, "there is no time to repeat them");
    }

    #[test]
    fn a_leak_goes_on() {
        let before = summarise(&rounds(0, |made| made), 10).expect("enough rounds");
        assert!(is_straight(&before, 10, &rounds(20_000, |made| made)));
    }

    #[test]
    fn memory_that_creeps_is_less_than_a_page_a_round() {
        let in_memory_alone = |kept: fn(u64) -> u64| {
            let mut rounds = rounds(0, kept);
            rounds.iter_mut().for_each(|round| round.live_objects = 0);
            summarise(&rounds, 10).expect("enough rounds")
        };
        assert!(in_memory_alone(|made| made / 10).creeps());
        assert!(!in_memory_alone(|made| made).creeps());
        assert!(!summarise(&rounds(0, |_| 3), 10).expect("enough rounds").creeps());
    }
}
