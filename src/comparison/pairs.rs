//! Times of interleaved pairs, judged by the rule.

use std::collections::BTreeMap;

use vitals_probes::wire::Span;

use super::quantity::{Quantity, Unit};
use crate::measure::{Disturbance, TimedPair, observed};
use crate::plan::ComparisonRule;
use crate::quantity::Nanos;
use crate::statistics::{Pair, quantile};

/// Times below this are too short for a ratio.
const LEAST_TIME: Nanos = Nanos(1_000);

/// Times of the pairs, the judged one first.
pub fn times(pairs: &[TimedPair], rule: &ComparisonRule) -> Vec<Quantity> {
    let of = |quantity| pairs.iter().map(|pair| pair.of(quantity)).collect::<Vec<Pair>>();
    let observed = observed(pairs);
    let mut quantities = Vec::new();
    let mut add = |name: &'static str, pairs: &[Pair], finding| {
        if let Some((base, candidate)) = medians(pairs) {
            let ratio = rule.interval(pairs).filter(|_| base > LEAST_TIME.as_secs_f64());
            quantities.push(Quantity {
                name: name.into(),
                unit: Unit::Seconds,
                base,
                candidate,
                ratio,
                finding,
            });
        }
    };
    let judged = &observed.pairs;
    add("time", judged, Some(rule.judge(&observed)));
    add("wall", &of(|times| times.wall), None);
    add("processor", &of(|times| times.cpu), None);
    let blocked = of(Span::blocked);
    let reporting = medians(&blocked)
        .zip(medians(judged))
        .is_some_and(|(blocked, all)| blocked.0.max(blocked.1) > BLOCKED_SHOWN * all.0.max(all.1));
    if reporting {
        add("blocked", &blocked, None);
    }
    quantities
}

/// Blocked time is shown from this part of the time on: below, it is the clocks' own resolution.
const BLOCKED_SHOWN: f64 = 0.02;

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
