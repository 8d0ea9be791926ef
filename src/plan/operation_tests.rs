//! Error rates on operations of conversations that were recorded, unchanged; which side is the base is drawn for each run.

use super::comparison_rule::ComparisonRule;
use super::decision::Decision;
use super::pairing::Pairing;
use super::recorded::{Injected, median_pairs, on_resamples, share};

const RECORDED: &str = include_str!("../../tests/data/pairs/operations.txt");
/// Operations of a conversation with five events, and what counts of each.
const COMPARISONS: usize = 8;
const FLOOR: f64 = 1e-3;
const RUNS: usize = 500;

/// The pairs of one operation, as a sample without any wait for a processor.
fn rows(operation: &str) -> Vec<[f64; 6]> {
    let lines = RECORDED.lines().filter_map(|line| line.strip_prefix(operation)?.strip_prefix(' '));
    let row = |line: &str| {
        let (base, candidate) = line.split_once(' ').expect("two numbers");
        let [base, candidate] = [base, candidate].map(|number| number.parse::<f64>().expect("a number"));
        [base, base, 0.0, candidate, candidate, 0.0]
    };
    lines.map(row).collect()
}

fn rule() -> ComparisonRule {
    let rule =
        ComparisonRule { comparisons: COMPARISONS, floor: FLOOR, ..ComparisonRule::tolerating(0.1, 1) };
    rule.of_operations()
}

fn of(operation: &str, injected: Injected) -> Vec<(Decision, usize)> {
    on_resamples(rule(), Pairing::InTurn, &rows(operation), injected, RUNS)
}

/// Milliseconds more, whatever the operation takes itself.
fn longer(operation: &str, millis: f64) -> Injected {
    let rows = rows(operation);
    let mut base: Vec<f64> = rows.iter().map(|row| row[0]).collect();
    base.sort_by(f64::total_cmp);
    Injected::Waiting(millis * 1e3 / base[base.len() / 2])
}

fn regressed(found: &[(Decision, usize)]) -> f64 {
    share(found, Decision::is_regression)
}

#[test]
fn what_did_not_change_passes_soon_however_short_it_is() {
    for operation in ["connect", "event-tool_executing", "whole"] {
        let found = of(operation, Injected::Work(0.0));
        assert_eq!(regressed(&found), 0.0, "{operation}");
        let passed = share(&found, |finding| finding == Decision::Within);
        assert!(passed >= 0.998, "{operation}: {passed}");
        assert!(median_pairs(&found) <= 13.0, "{operation}: {}", median_pairs(&found));
    }
}

/// The error rate is largest at the bound itself: the floor of a short operation, the tolerance of a long one.
#[test]
fn at_the_bound_wrong_alarms_are_as_rare_as_stated() {
    for (operation, injected) in [
        ("connect", longer("connect", 0.99)),
        ("event-tool_executing", Injected::Work(0.0999)),
        ("whole", Injected::Work(0.0999)),
    ] {
        let wrong = regressed(&of(operation, injected));
        assert!(wrong <= 1e-3, "{operation}: {wrong}");
    }
}

#[test]
fn what_is_slower_by_more_is_found() {
    for (operation, injected) in [
        ("connect", longer("connect", 2.0)),
        ("event-tool_executing", Injected::Work(0.15)),
        ("whole", Injected::Work(0.15)),
    ] {
        let found = of(operation, injected);
        assert!(regressed(&found) >= 0.99, "{operation}: {}", regressed(&found));
    }
}

/// A server is one process for all of its conversations: what that does to its speed is in all of its pairs, and is no change.
#[test]
fn any_change_asks_for_no_less_than_counts() {
    let rule = ComparisonRule { question: super::decision::Question::AnyChange, ..rule() };
    let found = |injected| on_resamples(rule, Pairing::InTurn, &rows("connect"), injected, 200);
    let unchanged = share(&found(Injected::Work(0.0)), |finding| finding == Decision::Within);
    assert_eq!(unchanged, 1.0);
    assert!(regressed(&found(longer("connect", 2.5))) >= 0.99);
}
