//! Pairs that were recorded (`tests/data/pairs`), the same program on both sides, and what tests inject into them.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::comparison_rule::ComparisonRule;
use super::decision::{Decision, Observed};
use super::pairing::Pairing;
use crate::statistics::{Pair, quantile};

/// What is injected into the candidate.
#[derive(Clone, Copy, Debug)]
pub enum Injected {
    /// More work: it grows with the machine's slowness.
    Work(f64),
    /// More waiting: it does not.
    Waiting(f64),
}

/// Samples of imports: wall, processor, run delay of each side, in microseconds.
pub fn rows(text: &str) -> Vec<[f64; 6]> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let numbers = |line: &str| -> [f64; 6] {
        let row: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
        row.try_into().expect("six numbers")
    };
    lines.map(numbers).collect()
}

/// In seconds, as the measurement does it: processor time and own waiting, without the wait for a processor.
pub fn pairs(rows: &[[f64; 6]], injected: Injected) -> Vec<Pair> {
    let active = |wall: f64, cpu: f64, delay: f64| (cpu + (wall - cpu - delay).max(0.0)) / 1e6;
    let typical = quantile(&rows.iter().map(|row| row[1]).collect::<Vec<_>>(), 0.5).expect("rows") / 1e6;
    rows.iter()
        .map(|[wall, cpu, delay, other_wall, other_cpu, other_delay]| {
            let candidate = active(*other_wall, *other_cpu, *other_delay);
            let candidate = match injected {
                Injected::Work(part) => candidate * (1.0 + part),
                Injected::Waiting(part) => candidate + part * typical,
            };
            Pair { base: active(*wall, *cpu, *delay), candidate }
        })
        .collect()
}

/// Runs the rule as the measurement does, on pairs in their order.
pub fn run(rule: ComparisonRule, pairing: Pairing, recorded: &[Pair]) -> (Decision, usize) {
    let mut seen = Observed { pairs: Vec::new(), pairing, stolen: 0 };
    while rule.wants_more(&seen) {
        seen.pairs.push(recorded[seen.pairs.len()]);
    }
    (rule.judge(&seen), seen.pairs.len())
}

/// Pairs that follow each other stay together: the machine's phases last for several.
const BLOCK: usize = 8;

/// The rule on so many resamples of blocks of recorded pairs; which side is the base is drawn for each.
pub fn on_resamples(
    rule: ComparisonRule,
    pairing: Pairing,
    rows: &[[f64; 6]],
    injected: Injected,
    count: usize,
) -> Vec<(Decision, usize)> {
    let [as_recorded, exchanged] = [false, true].map(|exchange| {
        let exchanged = |row: &[f64; 6]| [row[3], row[4], row[5], row[0], row[1], row[2]];
        let rows: Vec<[f64; 6]> =
            rows.iter().map(|row| if exchange { exchanged(row) } else { *row }).collect();
        pairs(&rows, injected)
    });
    let mut random = StdRng::seed_from_u64(20_261_129);
    let most = rule.most();
    (0..count)
        .map(|_| {
            let from = if random.random_bool(0.5) { &as_recorded } else { &exchanged };
            let mut drawn = Vec::with_capacity(most + BLOCK);
            while drawn.len() < most {
                let start = random.random_range(0..=from.len() - BLOCK);
                drawn.extend_from_slice(&from[start..start + BLOCK]);
            }
            run(rule, pairing, &drawn[..most])
        })
        .collect()
}

/// The part of the findings that are so.
pub fn share(found: &[(Decision, usize)], wanted: impl Fn(Decision) -> bool) -> f64 {
    found.iter().filter(|(finding, _)| wanted(*finding)).count() as f64 / found.len() as f64
}

/// How many pairs were taken in the middle case.
pub fn median_pairs(found: &[(Decision, usize)]) -> f64 {
    quantile(&found.iter().map(|(_, pairs)| *pairs as f64).collect::<Vec<_>>(), 0.5).expect("windows")
}
