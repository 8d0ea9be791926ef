//! Error rates on pairs that were recorded both ways: one after the other, and at once on one processor.

use super::comparison_rule::ComparisonRule;
use super::decision::{Decision, Observed};
use super::pairing::Pairing;
use super::recorded::{Injected, median_pairs, on_resamples, rows, run, share};
use crate::statistics::Pair;

macro_rules! recorded {
    ($name:literal) => {
        ($name, include_str!(concat!("../../tests/data/pairs/", $name, ".txt")))
    };
}

/// Imports of 30 ms and more.
const AT_ONCE: [(&str, &str); 3] =
    [recorded!("asyncio-at-once"), recorded!("asyncio-at-once-busy"), recorded!("numpy-at-once")];
/// An import of 1.4 ms.
const SHORT: (&str, &str) = recorded!("json-at-once");
const IN_TURN: [(&str, &str); 2] = [recorded!("asyncio-in-turn"), recorded!("asyncio-in-turn-busy")];

fn of(
    (name, text): (&str, &str),
    pairing: Pairing,
    [tolerance, slower]: [f64; 2],
    count: usize,
) -> Vec<(Decision, usize)> {
    let rule = ComparisonRule::tolerating(tolerance, 1);
    let found = on_resamples(rule, pairing, &rows(text), Injected::Work(slower), count);
    assert_eq!(found.len(), count, "{name}");
    found
}

fn is_undecided(finding: Decision) -> bool {
    matches!(finding, Decision::Undecided { .. })
}

#[test]
fn b9_at_once_what_did_not_change_passes_and_is_never_called_regressed() {
    for recorded in AT_ONCE {
        let found = of(recorded, Pairing::AtOnce, [0.10, 0.0], 2_000);
        assert_eq!(share(&found, Decision::is_regression), 0.0, "{}", recorded.0);
        assert!(share(&found, is_undecided) <= 0.01, "{}", recorded.0);
        assert!(median_pairs(&found) <= 4.0, "{}: {}", recorded.0, median_pairs(&found));
        let found = of(recorded, Pairing::AtOnce, [0.10, 0.05], 1_000);
        assert_eq!(share(&found, Decision::is_regression), 0.0, "{}", recorded.0);
    }
    let found = of(SHORT, Pairing::AtOnce, [0.10, 0.0], 2_000);
    assert!(share(&found, Decision::is_regression) <= 1e-3);
}

/// Where wrong alarms, and wrong passes, are likeliest.
#[test]
fn b9_at_once_both_errors_are_rarer_than_one_in_a_thousand_beside_the_tolerance() {
    for recorded in AT_ONCE.into_iter().chain([SHORT]) {
        let below = of(recorded, Pairing::AtOnce, [0.10, 0.0999], 3_000);
        assert!(share(&below, Decision::is_regression) <= 1e-3, "{}", recorded.0);
        let above = of(recorded, Pairing::AtOnce, [0.10, 0.1001], 3_000);
        assert!(share(&above, |finding| finding == Decision::Within) <= 1e-3, "{}", recorded.0);
    }
}

#[test]
fn b9_at_once_what_is_slower_by_more_is_found() {
    for recorded in AT_ONCE {
        for (question, pairs) in [([0.10, 0.15], 13.0), ([0.10, 0.20], 6.0), ([0.02, 0.05], 19.0)] {
            let found = of(recorded, Pairing::AtOnce, question, 1_000);
            let regressed = share(&found, Decision::is_regression);
            assert!(regressed >= 0.99, "{} {question:?}: {regressed}", recorded.0);
            assert!(median_pairs(&found) <= pairs, "{} {question:?}: {}", recorded.0, median_pairs(&found));
        }
    }
    for recorded in AT_ONCE {
        let rule = ComparisonRule::tolerating(0.10, 1);
        let waits = on_resamples(rule, Pairing::AtOnce, &rows(recorded.1), Injected::Waiting(0.18), 1_000);
        assert!(share(&waits, Decision::is_regression) >= 0.99, "{}", recorded.0);
    }
}

/// On a machine whose speed changes between the two of a pair: it decides less, and not falsely.
#[test]
fn b9_in_turn_the_rule_is_as_sure_as_its_pairs_allow() {
    for recorded in IN_TURN {
        let found = of(recorded, Pairing::InTurn, [0.10, 0.0], 300);
        assert!(share(&found, Decision::is_regression) <= 1e-3, "{}", recorded.0);
        let found = of(recorded, Pairing::InTurn, [0.10, 0.0999], 1_000);
        assert!(share(&found, Decision::is_regression) <= 1e-3, "{}", recorded.0);
    }
}

/// Runs of a machine without noise worth the name; `slow` says how much slower each of the candidate's is.
fn with_slow_runs(slow: impl Fn(usize) -> f64) -> (Decision, usize) {
    let pair = |number: usize| {
        let jitter = |by: usize| 1.0 + 0.004 * ((number * by) % 5) as f64;
        Pair { base: 0.05 * jitter(7), candidate: 0.05 * jitter(3) * slow(number) }
    };
    let pairs: Vec<Pair> = (0..40).map(pair).collect();
    run(ComparisonRule::tolerating(0.10, 1), Pairing::AtOnce, &pairs)
}

#[test]
fn at_once_a_program_that_is_slow_in_a_part_of_its_runs_does_not_pass() {
    let (found, pairs) = with_slow_runs(|number| if number % 2 == 0 { 2.0 } else { 1.0 });
    assert_eq!((found, pairs), (Decision::RegressedInPart, 28), "in half of them");
    let (found, _) = with_slow_runs(|number| if number % 3 == 0 { 2.0 } else { 1.0 });
    assert_eq!(found, Decision::RegressedInPart, "in a third of them");
    let (found, _) = with_slow_runs(|number| if number % 5 == 0 { 2.0 } else { 1.0 });
    assert!(is_undecided(found), "in a fifth of them, which is too few to be sure: {found:?}");
    // Nearly all of them: no part, the program is slower.
    let (found, _) = with_slow_runs(|number| if number % 10 == 9 { 1.0 } else { 2.0 });
    assert_eq!(found, Decision::Regressed);
    // One run that the machine disturbed is the machine's.
    assert_eq!(with_slow_runs(|number| if number == 2 { 1.9 } else { 1.0 }).0, Decision::Within);
}

#[test]
fn a_side_that_is_disturbed_now_and_then_is_not_slower_in_a_part_of_its_runs() {
    let pair = |number: usize| {
        let [base, candidate] = match number % 4 {
            0 => [0.09, 0.05],
            1 => [0.05, 0.09],
            _ => [0.05, 0.05],
        };
        Pair { base, candidate }
    };
    let observed =
        Observed { pairs: (0..40).map(pair).collect(), pairing: Pairing::AtOnce, ..Observed::default() };
    let found = ComparisonRule::tolerating(0.10, 1).judge(&observed);
    assert!(!found.is_regression(), "{found:?}");
}
