//! Series of nights with a known changes, looked at night by night.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::git::Commit;

const TOLERANCE: f64 = 0.10;

/// Looks at the series each night, remembers what was reported, and gives it: the night on which it was reported, what, since when.
fn reported_over(levels: &[f64], noise: f64, seed: u64) -> Vec<(usize, Change, usize)> {
    let judge = |_, value| if value > 1.0 + TOLERANCE { Judged::Worse } else { Judged::Fine };
    reported_by(levels, noise, seed, |_| 1.01, judge)
}

/// The same with another judge of a night and its ratio to the reference, whose bounds are so many times off.
fn reported_by(
    levels: &[f64],
    noise: f64,
    seed: u64,
    off: impl Fn(usize) -> f64,
    judge: impl Fn(usize, f64) -> Judged,
) -> Vec<(usize, Change, usize)> {
    let mut random = StdRng::seed_from_u64(seed);
    let (mut readings, mut reported, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for (night, level) in levels.iter().enumerate() {
        let normal: f64 = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        let value = level * (noise * normal).exp();
        let mut reading = reading(night, value);
        if let Some((_, ratio)) = &mut reading.ratio {
            (ratio.low, ratio.high) = (value / off(night), value * off(night));
        }
        readings.push(reading);
        let tonight = Tonight { judged: judge(night, value), tolerance: TOLERANCE, reasons: &[] };
        for alert in look(&subject(), &readings, tonight, &reported).alerts {
            all.push((night, alert.change, alert.since.number));
            let Alert { change, evidence, since, ratio, .. } = alert;
            reported.push(ReportedAlert { change, evidence, since: since.number, ratio, settled: false });
        }
    }
    all
}

fn subject() -> Subject {
    Subject { probe: "import".into(), target: "shop".into(), quantity: "time".into() }
}

fn reading(number: usize, value: f64) -> Reading {
    let commit = Some(Commit { hash: format!("{number:040}"), subject: String::new() });
    let night = Night { number, started: String::new(), commit, dirty: false };
    let ratio = Interval::missing(value, [value * 0.99, value * 1.01], 0.05);
    Reading { night, ratio: Some(("0".into(), ratio)), raw: None, calibrated: None, machine: String::new() }
}

fn nights(stretches: &[(usize, f64)]) -> Vec<f64> {
    stretches.iter().flat_map(|(nights, level)| vec![*level; *nights]).collect()
}

#[test]
fn a_large_step_is_reported_the_same_night_and_its_end_too_and_nothing_twice() {
    for seed in 0..20 {
        let reported = reported_over(&nights(&[(20, 1.0), (6, 1.3), (20, 1.0)]), 0.01, seed);
        assert_eq!(reported, [(20, Change::Step, 20), (26, Change::Recovery, 26)], "seed {seed}");
    }
}

/// Thirty nights on a machine whose time was stolen: the level since the step was known within a third, and the first calm
/// night stood a fifth above it.
#[test]
fn a_step_that_was_hardly_known_is_not_reported_again_by_the_first_calm_night() {
    let levels = nights(&[(20, 1.0), (5, 1.8), (1, 2.15)]);
    let judge = |_, value| if value > 1.0 + TOLERANCE { Judged::Worse } else { Judged::Fine };
    let calm = reported_by(&levels, 0.0, 1, |_| 1.01, judge);
    assert_eq!(calm, [(20, Change::Step, 20), (25, Change::Step, 25)]);
    let noisy = reported_by(&levels, 0.0, 1, |night| if night < 25 { 1.35 } else { 1.08 }, judge);
    assert_eq!(noisy, [(20, Change::Step, 20)]);
}

#[test]
fn a_step_within_the_tolerance_is_reported_by_the_series_a_few_nights_later() {
    let mut delays = Vec::new();
    for seed in 0..20 {
        let reported = reported_over(&nights(&[(20, 1.0), (20, 1.05), (20, 1.0)]), 0.01, seed);
        let changes: Vec<_> = reported.iter().map(|(_, change, _)| *change).collect();
        assert_eq!(changes, [Change::Step, Change::Recovery], "seed {seed}: {reported:?}");
        for ((night, _, since), truth) in reported.iter().zip([20, 40]) {
            assert!(since.abs_diff(truth) <= 2, "{reported:?}");
            delays.push(night - truth);
        }
    }
    delays.sort_unstable();
    assert!(delays[delays.len() / 2] <= 3 && delays[delays.len() - 1] <= 10, "{delays:?}");
}

#[test]
fn what_came_little_by_little_is_a_drift_or_steps_and_never_silent() {
    let rising: Vec<f64> = (0..60).map(|night| 1.0 + 0.12 * f64::from(night) / 60.0).collect();
    for seed in 0..10 {
        let reported = reported_over(&rising, 0.01, seed);
        assert!(reported.iter().any(|(_, change, _)| change.is_worse()), "seed {seed}: {reported:?}");
    }
}

#[test]
fn in_quiet_years_nothing_is_reported() {
    let reported: usize = (0..10).map(|seed| reported_over(&nights(&[(120, 1.0)]), 0.01, seed).len()).sum();
    assert!(reported <= 1, "{reported} in 1,200 nights");
}

#[test]
fn an_accepted_step_is_not_reported_again_and_the_next_is() {
    let mut readings: Vec<Reading> = nights(&[(20, 1.0), (10, 1.3)])
        .into_iter()
        .enumerate()
        .map(|(night, level)| reading(night, level))
        .collect();
    // The commit of night 25 was accepted, and is the reference from then on.
    for night in readings.iter_mut().skip(26) {
        night.ratio = Some(("25".to_owned(), Interval::missing(1.0, [0.99, 1.01], 0.05)));
    }
    for (number, night) in readings.iter_mut().enumerate() {
        night.night.commit = Some(Commit { hash: number.to_string(), subject: String::new() });
    }
    let step = ReportedAlert {
        change: Change::Step,
        evidence: Evidence::Night,
        since: 20,
        ratio: None,
        settled: true,
    };
    let tonight = |judged| Tonight { judged, tolerance: TOLERANCE, reasons: &[] };
    let quiet = look(&subject(), &readings, tonight(Judged::Fine), std::slice::from_ref(&step));
    assert!(quiet.alerts.is_empty() && quiet.open.is_empty(), "{:?}", quiet.alerts);
    let mut slower = readings;
    let last = slower.len() - 1;
    slower[last].ratio = Some(("25".to_owned(), Interval::missing(1.2, [1.18, 1.22], 0.05)));
    let reported = look(&subject(), &slower, tonight(Judged::Worse), &[step]).alerts;
    assert_eq!(reported.len(), 1);
    let ratio = reported[0].ratio.expect("a ratio").estimate;
    assert!((1.19..1.21).contains(&ratio), "to the level that was accepted, not to the old one: {ratio}");
}

/// Nights so noisy that the comparison with the reference decides nothing.
fn busy(night: usize, value: f64) -> Judged {
    match night {
        26..32 => Judged::Unknown,
        _ if value > 1.0 + TOLERANCE => Judged::Worse,
        _ => Judged::Fine,
    }
}

#[test]
fn a_recovery_is_reported_the_same_night_where_it_is_far_below_what_was_reported() {
    for seed in 0..20 {
        let reported = reported_by(&nights(&[(20, 1.0), (6, 1.6), (20, 1.0)]), 0.02, seed, |_| 1.2, busy);
        assert_eq!(reported, [(20, Change::Step, 20), (26, Change::Recovery, 26)], "seed {seed}");
        let half = reported_by(&nights(&[(20, 1.0), (6, 2.0), (20, 1.5)]), 0.02, seed, |_| 1.2, busy);
        assert_eq!(half[1].1, Change::Better, "seed {seed}: {half:?}");
    }
}

#[test]
fn a_recovery_that_no_single_night_can_tell_is_reported_by_the_series_and_once() {
    let off = |night| if (26..32).contains(&night) { 1.8 } else { 1.02 };
    for seed in 0..20 {
        let reported = reported_by(&nights(&[(20, 1.0), (6, 1.6), (20, 1.0)]), 0.02, seed, off, busy);
        let [(20, Change::Step, 20), (late, Change::Recovery, since)] = reported[..] else {
            panic!("seed {seed}: {reported:?}")
        };
        assert!((27..32).contains(&late) && since == 26, "seed {seed}: {reported:?}");
        let half = reported_by(&nights(&[(20, 1.0), (6, 2.0), (20, 1.5)]), 0.02, seed, off, busy);
        assert_eq!(half[1].1, Change::Better, "seed {seed}: {half:?}");
    }
}

#[test]
fn half_a_recovery_is_better_and_the_regression_stands() {
    let reported = reported_over(&nights(&[(20, 1.0), (12, 2.0), (12, 1.4)]), 0.01, 1);
    assert_eq!(reported[0], (20, Change::Step, 20));
    assert_eq!(reported[1].1, Change::Better, "{reported:?}");
    assert_eq!(reported.len(), 2);
}
