//! The rule on pairs that were recorded, and on made ones.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::super::recorded::{Injected, median_pairs, pairs, rows, share};
use super::*;
use crate::quantity::Tolerance;

/// Samples of imports that differ in nothing, one after the other, as the comments in the files say.
fn recorded() -> Vec<Vec<[f64; 6]>> {
    [
        include_str!("../../tests/data/pairs/json.txt"),
        include_str!("../../tests/data/pairs/fastapi.txt"),
        include_str!("../../tests/data/pairs/pandas.txt"),
    ]
    .map(rows)
    .into()
}

fn tolerating(part: f64, seed: u64) -> ComparisonRule {
    ComparisonRule::tolerating(part, seed)
}

/// Nothing was stolen.
fn calm(pairs: &[Pair]) -> Observed {
    Observed { pairs: pairs.to_vec(), ..Observed::default() }
}

fn run(rule: ComparisonRule, recorded: &[Pair]) -> (Decision, usize) {
    super::super::recorded::run(rule, Pairing::InTurn, recorded)
}

/// The rule on all windows of the recorded data, a few pairs apart: findings and pair counts.
fn on_windows(question: Question, injected: Injected, step: usize) -> Vec<(Decision, usize)> {
    let rule = |seed| ComparisonRule { question, ..tolerating(0.1, seed) };
    recorded()
        .iter()
        .flat_map(|rows| {
            let pairs = pairs(rows, injected);
            let length = rule(0).most();
            let starts = (0..pairs.len() - length).step_by(step);
            starts.map(|start| run(rule(start as u64), &pairs[start..start + length])).collect::<Vec<_>>()
        })
        .collect()
}

const TENTH: Question = Question::Tolerance(Tolerance::Part(0.10));

fn is_alarm(finding: Decision) -> bool {
    matches!(finding, Decision::Regressed | Decision::RegressedInPart)
}

#[test]
fn what_did_not_change_is_never_called_regressed() {
    let slightly = on_windows(TENTH, Injected::Work(0.05), 3);
    assert_eq!(share(&slightly, is_alarm), 0.0);
    let found = on_windows(TENTH, Injected::Work(0.0), 1);
    assert!(found.len() > 1_000, "{}", found.len());
    assert_eq!(share(&found, is_alarm), 0.0);
    assert!(share(&found, |finding| finding == Decision::Within) > 0.99);
    assert!(median_pairs(&found) <= 19.0, "{}", median_pairs(&found));
}

/// The error rate is that at the tolerance itself, where it is largest.
#[test]
fn at_the_tolerance_itself_wrong_alarms_are_as_rare_as_stated() {
    let found = on_windows(TENTH, Injected::Work(0.0999), 2);
    assert!(share(&found, is_alarm) <= ALPHA, "{}", share(&found, is_alarm));
}

#[test]
fn what_is_slower_by_more_is_found() {
    for (injected, least, pairs) in [
        (Injected::Work(0.15), 0.95, 40.0),
        (Injected::Waiting(0.16), 0.95, 40.0),
        (Injected::Work(0.20), 0.99, 19.0),
        (Injected::Waiting(0.21), 0.99, 19.0),
    ] {
        let found = on_windows(TENTH, injected, 6);
        let regressed = share(&found, is_alarm);
        assert!(regressed >= least, "{injected:?}: {regressed}");
        assert!(median_pairs(&found) <= pairs, "{injected:?}: {}", median_pairs(&found));
    }
}

#[test]
fn any_change_is_asked_at_its_own_error_rate() {
    let found = on_windows(Question::AnyChange, Injected::Work(0.0), 5);
    let wrong = share(&found, |finding| finding != Decision::Within);
    assert!(wrong <= ALPHA_ANY_CHANGE, "{wrong}");
    let found = on_windows(Question::AnyChange, Injected::Work(0.05), 12);
    let seen = share(&found, |finding| finding == Decision::Regressed);
    assert!(seen >= 0.98, "{seen}");
    let found = on_windows(Question::AnyChange, Injected::Work(-0.05), 12);
    assert!(share(&found, |finding| finding == Decision::Faster) >= 0.98);
}

/// Ten probes in one run: the rate holds for the run, so each of them is judged more strictly.
#[test]
fn several_comparisons_share_one_error_rate() {
    let rows = &recorded()[1];
    let pairs = &pairs(rows, Injected::Work(0.2))[..13];
    let width = |comparisons| {
        let rule = ComparisonRule { comparisons, ..tolerating(0.1, 1) };
        let interval = rule.interval(pairs, Pairing::InTurn).expect("pairs");
        interval.high / interval.low
    };
    assert!(width(10) > width(1));
}

/// Half of the runs take twice as long: the faster third alone would see nothing.
#[test]
fn a_program_that_is_slow_in_a_part_of_its_runs_does_not_pass() {
    let pairs: Vec<Pair> = (0..40)
        .map(|number| {
            let jitter = 1.0 + 0.01 * f64::from(number * 7 % 5);
            let slow = if number % 2 == 0 { 2.0 } else { 1.0 };
            Pair { base: jitter, candidate: 1.02 * jitter * slow }
        })
        .collect();
    let rule = tolerating(0.1, 1);
    assert!(matches!(run(rule, &pairs).0, Decision::Undecided { .. } | Decision::RegressedInPart));
}

#[test]
fn a_floor_is_tolerated_and_a_forecast_is_made() {
    let pairs: Vec<Pair> = (0..40).map(|_| Pair { base: 100e-6, candidate: 115e-6 }).collect();
    let rule = ComparisonRule { floor: 20e-6, ..tolerating(0.1, 1) };
    assert_eq!(run(rule, &pairs).0, Decision::Within);
    assert_eq!(run(ComparisonRule { floor: 0.0, ..rule }, &pairs).0, Decision::Regressed);
    let noisy: Vec<Pair> = (0..6).map(|n| Pair { base: 1.0, candidate: 1.0 + 0.04 * f64::from(n) }).collect();
    let Decision::Undecided { pairs_needed } = rule.judge(&calm(&noisy)) else { panic!("decided") };
    assert!(pairs_needed.is_some_and(|pairs| pairs > 6));
}

/// An import of 73 ms, of which the hypervisor makes up to 250 ms in half of the runs.
fn hit(random: &mut StdRng) -> f64 {
    let slower = if random.random_bool(0.5) { random.random_range(1.4..3.5) } else { 1.0 };
    0.073 * slower * random.random_range(0.95..1.05)
}

#[test]
fn what_the_hypervisor_takes_is_no_regression() {
    let mut random = StdRng::seed_from_u64(14);
    for seed in 0..300 {
        let rule = ComparisonRule { comparisons: 2, ..tolerating(0.1, seed) };
        let mut seen = Observed::default();
        while rule.wants_more(&seen) {
            seen.pairs.push(Pair { base: hit(&mut random), candidate: hit(&mut random) });
            seen.stolen += 1;
        }
        let finding = rule.judge(&seen);
        assert!(matches!(finding, Decision::Within | Decision::Undecided { .. }), "{seed}: {finding:?}");
    }
}

#[test]
fn where_time_is_stolen_a_few_pairs_decide_nothing() {
    let rule = tolerating(0.1, 1);
    for (stolen, taken, decided) in
        [(0, 4, true), (2, 4, true), (3, 4, false), (18, 18, false), (19, 19, true)]
    {
        let pairs = vec![Pair { base: 1.0, candidate: 2.0 }; taken];
        let finding = rule.judge(&Observed { pairs, stolen, ..Observed::default() });
        assert_eq!(finding == Decision::Regressed, decided, "{stolen} of {taken}: {finding:?}");
    }
}

/// Two judged times of the same pairs, as the measurement takes them: whether one is called regressed, and the pairs.
fn run_both(rules: [ComparisonRule; 2], times: [&[Pair]; 2]) -> (bool, usize) {
    let mut taken = 0;
    let seen = |taken: usize| times.map(|pairs| calm(&pairs[..taken]));
    while wants_more(&rules, &seen(taken)) {
        taken += 1;
    }
    let alarm = |(rule, observed): (&ComparisonRule, &Observed)| is_alarm(rule.judge(observed));
    (rules.iter().zip(&seen(taken)).any(alarm), taken)
}

/// First and repeated creations: two chances of a wrong alarm. They count as two comparisons, so that the rate of the run
/// is no more than the sum of both (Bonferroni; Dunn 1961, "Multiple comparisons among means"), whether they share
/// their noise or not; at the tolerance itself, where it is largest.
#[test]
fn two_judged_times_keep_the_error_rate_of_the_run() {
    let recorded: Vec<Vec<Pair>> =
        recorded().iter().map(|rows| pairs(rows, Injected::Work(0.0999))).collect();
    let mut random = StdRng::seed_from_u64(20_261_129);
    let runs = 400;
    let alarm = |seed: u64| {
        let both = [0, 1].map(|_| {
            let rows = &recorded[random.random_range(0..recorded.len())];
            let start = random.random_range(0..rows.len() - 40);
            &rows[start..start + 40]
        });
        run_both([ComparisonRule { comparisons: 2, ..tolerating(0.1, seed) }; 2], both).0
    };
    assert_eq!((0..runs).map(alarm).filter(|alarm| *alarm).count(), 0, "of {runs}");
}
