//! Times of interleaved pairs, judged by the rule.

use std::collections::BTreeMap;

use vitals_probes::wire::Span;

use super::quantity::{Quantity, Statistic, Unit};
use crate::measure::{BesideWaits, Disturbance, Timed, TimedPair};
use crate::plan::{ComparisonRule, Pairing};
use crate::quantity::Nanos;
use crate::statistics::{LEAST_FOR_BOUNDS, Pair, mean_of_faster_third, quantile, sides_of_the_typical};

/// Times below this are too short for a ratio: a part of them is the clocks'.
const LEAST_TIME: Nanos = Nanos(1_000);
/// The judged time of repeated creations is that of many of them: shorter ones have a ratio.
const LEAST_REPEATED: Nanos = Nanos(100);

/// What the times of one thing are called.
pub struct TimeNames {
    pub of: Option<Timed>,
    pub time: &'static str,
    wall: &'static str,
    processor: &'static str,
    blocked: &'static str,
}

/// Of a probe that times one thing.
pub const PLAIN: TimeNames =
    TimeNames { of: None, time: "time", wall: "wall", processor: "processor", blocked: "blocked" };
/// Of first creations, beside repeated ones.
pub const OF_FIRST: TimeNames = TimeNames { of: Some(Timed::FirstCreation), ..PLAIN };
/// Of repeated creations.
pub const OF_REPEATED: TimeNames = TimeNames {
    of: Some(Timed::RepeatedCreation),
    time: "repeated time",
    wall: "repeated wall",
    processor: "repeated processor",
    blocked: "repeated blocked",
};

/// Times of the pairs, the judged one first, each under its name.
pub fn times(pairs: &[TimedPair], rule: &ComparisonRule, names: &TimeNames) -> Vec<Quantity> {
    times_beside(pairs, &BesideWaits::of(pairs, rule, Vec::new()), names)
}

/// The same, where the judged time is without waits that both sides have.
pub fn times_beside(pairs: &[TimedPair], beside: &BesideWaits, names: &TimeNames) -> Vec<Quantity> {
    let BesideWaits { observed, rule, .. } = beside;
    let of = |quantity: fn(Span) -> Nanos| pairs.iter().map(|pair| pair.of(quantity)).collect::<Vec<Pair>>();
    let pairing = observed.pairing;
    let (statistic, sides): (_, fn(&[Pair]) -> _) = match pairing {
        Pairing::InTurn => (Statistic::FasterThird, faster_thirds),
        Pairing::AtOnce => (Statistic::TrimmedMean, sides_of_the_typical),
    };
    let mut quantities = Vec::new();
    // A ratio of times that are next to nothing in some pair says nothing: `least` is what they must all have.
    let mut add = |name: &'static str, pairs: &[Pair], least: f64, finding| {
        if let Some((base, candidate)) = sides(pairs) {
            let comparable = pairs.len() >= LEAST_FOR_BOUNDS
                && pairs.iter().all(|pair| pair.base > least && pair.candidate > least);
            let ratio = rule.interval(pairs, pairing).filter(|_| comparable);
            let (of, unit) = (names.of, Unit::Seconds);
            let name = name.into();
            quantities.push(Quantity { name, of, unit, statistic, base, candidate, ratio, finding });
        }
    };
    let is_repeated = names.of == Some(Timed::RepeatedCreation);
    let least = if is_repeated { LEAST_REPEATED } else { LEAST_TIME }.as_secs_f64();
    let judged = &observed.pairs;
    add(names.time, judged, least, Some(rule.judge(observed)));
    if pairing == Pairing::InTurn {
        // At once, most of a side's wall time is the other's turn.
        add(names.wall, &of(|times| times.wall), least, None);
    }
    add(names.processor, &of(|times| times.cpu), least, None);
    let blocked = of(Span::blocked);
    if let Some((waits, all)) = medians(&blocked).zip(medians(judged)) {
        let resolution = BLOCKED_SHOWN * all.0.max(all.1);
        if waits.0.max(waits.1) > resolution {
            add(names.blocked, &blocked, least.max(resolution), None);
        }
    }
    quantities
}

/// Blocked time is shown from this part of the time on: below, it is the clocks' own resolution.
const BLOCKED_SHOWN: f64 = 0.02;

/// The mean of each side's faster third, of which the rule's interval is the ratio.
fn faster_thirds(pairs: &[Pair]) -> Option<(f64, f64)> {
    let side = |of: fn(&Pair) -> f64| mean_of_faster_third(&pairs.iter().map(of).collect::<Vec<_>>());
    side(|pair| pair.base).zip(side(|pair| pair.candidate))
}

pub fn medians(pairs: &[Pair]) -> Option<(f64, f64)> {
    let side = |of: fn(&Pair) -> f64| quantile(&pairs.iter().map(of).collect::<Vec<_>>(), 0.5);
    side(|pair| pair.base).zip(side(|pair| pair.candidate))
}

pub fn disturbed(pairs: &[TimedPair]) -> Vec<(Disturbance, usize)> {
    let mut counts = BTreeMap::new();
    for disturbance in pairs.iter().flat_map(|pair| &pair.disturbed) {
        *counts.entry(*disturbance).or_default() += 1;
    }
    counts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(blocked: &[[u64; 2]]) -> Vec<TimedPair> {
        let span = |blocked: u64| {
            let cpu = Nanos::from_millis(100);
            Span { wall: cpu + Nanos(blocked), cpu, ..Span::default() }
        };
        let pair = |[base, candidate]: &[u64; 2]| TimedPair {
            base: span(*base),
            candidate: span(*candidate),
            base_first: true,
            at_once_on: None,
            disturbed: Vec::new(),
        };
        blocked.iter().map(pair).collect()
    }

    fn quantities(blocked: &[[u64; 2]]) -> Vec<Quantity> {
        let rule = ComparisonRule::tolerating(0.1, 1);
        times(&pairs(blocked), &rule, &PLAIN)
    }

    #[test]
    fn d15_a_wait_of_next_to_nothing_has_no_ratio() {
        let millisecond = 1_000_000;
        let blocked = &quantities(&[[3_000, 60 * millisecond]; 5])[3];
        assert_eq!((blocked.name.as_ref(), blocked.ratio), ("blocked", None));
        let both = &quantities(&[[30 * millisecond, 60 * millisecond]; 5])[3];
        assert!(both.ratio.is_some_and(|ratio| (ratio.estimate - 2.0).abs() < 1e-9), "{both:?}");
        // One pair without a wait makes the ratio of all as wide as the world.
        let mut once = [[30 * millisecond, 60 * millisecond]; 5];
        once[2][0] = 0;
        assert_eq!(quantities(&once)[3].ratio, None);
    }

    #[test]
    fn d15_the_sides_and_their_ratio_are_one_statistic_and_two_pairs_have_none() {
        let skewed =
            [[5, 90], [40, 7], [60, 8], [70, 9], [80, 6]].map(|pair: [u64; 2]| pair.map(|ms| ms * 1_000_000));
        for quantity in quantities(&skewed).iter().filter(|quantity| quantity.name != "processor") {
            let ratio = quantity.ratio.expect("enough pairs").estimate;
            assert!((quantity.candidate / quantity.base - ratio).abs() < 1e-9, "{quantity:?}");
        }
        assert!(quantities(&skewed[..2]).iter().all(|quantity| quantity.ratio.is_none()));
    }
}
