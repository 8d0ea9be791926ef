//! Error rates on creations that were recorded both ways: one after the other, and at once on one processor.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::comparison_rule::{ComparisonRule, wants_more};
use super::decision::Observed;
use super::pairing::Pairing;
use crate::statistics::{Pair, quantile};

const IN_TURN: &str = include_str!("../../tests/data/pairs/creations.txt");
/// Forked children that begin at the same moment: 4.7 ms, repeated 0.6 ms.
const FORKED: &str = include_str!("../../tests/data/pairs/creations-at-once.txt");
/// A fresh process each: 16 ms, repeated 1.6 ms.
const FRESH: &str = include_str!("../../tests/data/pairs/creations-fresh-at-once.txt");
/// Pairs that follow each other stay together: the machine's phases last for several.
const BLOCK: usize = 8;
const MOST: usize = 40;

/// How often one of the two was called regressed or none was decided, and the pairs that it took in the middle case.
#[derive(Debug, Default)]
struct Rates {
    alarms: f64,
    undecided: f64,
    pairs: f64,
}

/// Active times in nanoseconds: a first creation on each side, and a repeated one on each.
fn rows(text: &str) -> Vec<[f64; 4]> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let numbers = |line: &str| -> [f64; 4] {
        let row: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
        row.try_into().expect("four numbers")
    };
    lines.map(numbers).collect()
}

/// Both rules on so many resamples of blocks of recorded pairs; which side is the base is drawn for each. The candidate's first
/// and repeated creations are slower by these parts.
fn of(text: &str, pairing: Pairing, slower: [f64; 2], count: u32) -> Rates {
    let rows = rows(text);
    let mut random = StdRng::seed_from_u64(20_261_130);
    let found: Vec<(bool, usize)> = (0..count)
        .map(|seed| {
            let exchanged = random.random_bool(0.5);
            let mut drawn: [Vec<Pair>; 2] = Default::default();
            while drawn[0].len() < MOST {
                let start = random.random_range(0..=rows.len() - BLOCK);
                for row in &rows[start..start + BLOCK] {
                    for (time, drawn) in drawn.iter_mut().enumerate() {
                        let [one, other] = [row[2 * time] / 1e9, row[2 * time + 1] / 1e9];
                        let [base, candidate] = if exchanged { [other, one] } else { [one, other] };
                        drawn.push(Pair { base, candidate: candidate * (1.0 + slower[time]) });
                    }
                }
            }
            run_both(pairing, seed.into(), &drawn)
        })
        .collect();
    let share = |is: &dyn Fn(&(bool, usize)) -> bool| {
        found.iter().filter(|found| is(found)).count() as f64 / found.len() as f64
    };
    let pairs: Vec<f64> = found.iter().map(|(_, pairs)| *pairs as f64).collect();
    Rates {
        alarms: share(&|(alarm, _)| *alarm),
        undecided: share(&|(alarm, pairs)| !alarm && *pairs == MOST),
        pairs: quantile(&pairs, 0.5).expect("runs"),
    }
}

/// As the measurement takes them: whether one is called regressed, and the pairs.
fn run_both(pairing: Pairing, seed: u64, times: &[Vec<Pair>; 2]) -> (bool, usize) {
    let rule = ComparisonRule { comparisons: 2, ..ComparisonRule::tolerating(0.1, seed) };
    let rules = [rule.of_first(), rule.of_repeated()];
    let seen = |taken: usize| {
        let observed = |pairs: &Vec<Pair>| Observed { pairs: pairs[..taken].to_vec(), pairing, stolen: 0 };
        times.each_ref().map(observed)
    };
    let mut taken = 0;
    while wants_more(&rules, &seen(taken)) {
        taken += 1;
    }
    let observed = seen(taken);
    (rules.iter().zip(&observed).any(|(rule, observed)| rule.judge(observed).is_regression()), taken)
}

#[test]
fn a4_creations_in_turn_raise_no_alarm_unchanged_and_slower_repeated_ones_do_so_soon() {
    assert_eq!(of(IN_TURN, Pairing::InTurn, [0.0, 0.0], 60).alarms, 0.0);
    assert_eq!(of(IN_TURN, Pairing::InTurn, [0.0, 0.0999], 60).alarms, 0.0);
    let slower = of(IN_TURN, Pairing::InTurn, [0.0, 0.2], 60);
    assert!(slower.alarms >= 0.97 && slower.pairs <= 13.0, "{slower:?}");
}

#[test]
fn b9_creations_at_once_pass_unchanged_and_raise_no_alarm() {
    for (text, pairs) in [(FORKED, 19.0), (FRESH, 13.0)] {
        let same = of(text, Pairing::AtOnce, [0.0, 0.0], 2_000);
        assert!(same.alarms == 0.0 && same.undecided <= 0.01 && same.pairs <= pairs, "{same:?}");
        let below = of(text, Pairing::AtOnce, [0.0999, 0.0999], 2_000);
        assert!(below.alarms <= 1e-3, "{below:?}");
    }
}

#[test]
fn b9_creations_at_once_that_became_slower_are_found() {
    for text in [FORKED, FRESH] {
        for slower in [[0.15, 0.0], [0.0, 0.15], [0.2, 0.2]] {
            let found = of(text, Pairing::AtOnce, slower, 500);
            assert!(found.alarms >= 0.98, "{slower:?}: {found:?}");
        }
    }
}
