//! A slow slope of the newest nights, where no step explains them better.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use super::super::{Interval, quantile, theil_sen};
use super::levels::Costs;
use super::rule::Rule;

/// The newest nights that are looked at: a quarter of a year. What rose earlier is the past's.
const LONGEST: usize = 90;
/// Below three weeks a slope cannot be distinguished from a step.
const SHORTEST: usize = 21;

/// A slope over the newest nights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Drift {
    /// Index of the night where it begins, or of the first that was looked at.
    pub begins: usize,
    /// The last night's level over the first's, with its 95 % interval.
    pub ratio: Interval,
    /// Mann and Kendall's, two-sided.
    pub p_value: f64,
}

/// A drift in the newest nights, and how many of the newest `points` it explains better than they do.
///
/// `nights` are logarithms in standard deviations of the `noise`. A straight line pays for its slope what a step pays:
/// it must cost less than the levels of the nights that it covers, and less than the best single step.
/// It is tried over the nights since the last point, since the one before that, and so on; the longest that holds counts.
pub(super) fn newest(
    nights: &[f64],
    noise: f64,
    points: &[usize],
    costs: Costs,
    rule: &Rule,
) -> Option<(Drift, usize)> {
    let earliest = nights.len().saturating_sub(LONGEST);
    let inside: Vec<usize> = points.iter().copied().filter(|point| *point > earliest).collect();
    (0..=inside.len()).rev().find_map(|replaced| {
        let kept = inside.len() - replaced;
        let begins = if kept == 0 {
            points[..points.len() - inside.len()].last().map_or(earliest, |point| earliest.max(*point))
        } else {
            inside[kept - 1]
        };
        let steps: Vec<usize> = inside[kept..].iter().map(|point| point - begins).collect();
        let (ratio, p_value) = slope(&nights[begins..], noise, &steps, costs, rule)?;
        Some((Drift { begins, ratio, p_value }, replaced))
    })
}

fn slope(nights: &[f64], noise: f64, steps: &[usize], costs: Costs, rule: &Rule) -> Option<(Interval, f64)> {
    if nights.len() < SHORTEST {
        return None;
    }
    let p_value = mann_kendall(nights);
    if p_value > rule.confirmed_at {
        return None;
    }
    let slope = theil_sen(nights, 0.05)?;
    let length = (nights.len() - 1) as f64;
    let ratio = slope.times(length * noise).exp();
    let large = ratio.estimate.ln().abs() >= rule.least_drift.ln_1p();
    let level: Vec<f64> =
        nights.iter().enumerate().map(|(night, value)| value - slope.estimate * night as f64).collect();
    let line = cost_of_level(&level, costs) + costs.step;
    let levels = cost_of_levels(nights, steps, costs);
    let better_than_a_step = || (1..nights.len()).all(|at| line < cost_of_levels(nights, &[at], costs));
    (large && line < levels && better_than_a_step()).then_some((ratio, p_value))
}

fn cost_of_levels(nights: &[f64], steps: &[usize], costs: Costs) -> f64 {
    let bounds = [&[0], steps, &[nights.len()]].concat();
    let pieces = bounds.windows(2).map(|ends| cost_of_level(&nights[ends[0]..ends[1]], costs));
    pieces.sum::<f64>() + costs.step * steps.len() as f64
}

/// Around the median, which is nearly the least, and as nearly for a line as for a level.
fn cost_of_level(nights: &[f64], costs: Costs) -> f64 {
    let median = quantile(nights, 0.5).unwrap_or_default();
    nights.iter().map(|night| costs.of_night(night - median)).sum()
}

/// Two-sided p-value of Mann's (1945) and Kendall's (1975) test for a trend, with ties and for continuity corrected.
fn mann_kendall(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let pairs = values
        .iter()
        .enumerate()
        .flat_map(|(i, early)| values[i + 1..].iter().map(move |late| (early, late)));
    let sum: f64 =
        pairs.map(|(early, late)| f64::from(i8::from(late > early) - i8::from(late < early))).sum();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let weight = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|group| weight(group.len() as f64)).sum();
    let variance = (weight(n) - ties) / 18.0;
    if variance <= 0.0 {
        return 1.0;
    }
    (2.0 * Normal::standard().sf((sum.abs() - 1.0) / variance.sqrt())).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::simulation::{Kind, Simulation};
    use super::super::{Rule, change_points};
    use super::*;

    #[test]
    fn the_trend_test_is_that_of_scipy() {
        // scipy 1.17.1: S = tau · n(n − 1)/2 of scipy.stats.kendalltau, z = (|S| − 1)/√variance, 2 · norm.sf(z)
        let table: [(&[f64], f64); 3] = [
            (&[0.3, 0.1, 0.7, 0.65, 1.4, 1.1, 2.2, 2.1, 2.0, 3.3, 3.1, 4.0], 0.000_470_169_279_313_969_3),
            (&[1.0, 2.0, 2.0, 3.0, 1.0, 4.0, 4.0, 5.0, 3.0, 6.0], 0.010_913_557_148_115_46),
            (&[5.0, 1.0, 4.0, 2.0, 3.0, 5.5, 1.5, 2.5], 0.901_538_626_657_127_8),
        ];
        for (values, expected) in table {
            let found = mann_kendall(values);
            assert!((found - expected).abs() < 1e-9, "{found} against {expected}");
        }
        assert_eq!(mann_kendall(&[2.0; 30]), 1.0);
    }

    fn with_slope(simulation: &mut Simulation, kind: Kind, n: usize, from: usize, by: f64) -> Vec<f64> {
        let values = simulation.nights(n, 0.02, kind, &[]);
        let length = (n - from) as f64;
        let part = |night: usize| night.saturating_sub(from) as f64 / length;
        values.iter().enumerate().map(|(night, value)| value * (by * part(night)).exp()).collect()
    }

    #[test]
    fn a_slope_is_a_drift_and_no_staircase() {
        let mut simulation = Simulation::new(5);
        let (mut found, mut steps) = (0, 0);
        for _ in 0..60 {
            let values = with_slope(&mut simulation, Kind::Normal, 150, 80, 0.12);
            let changes = change_points(&values, &Rule::default()).expect("positive");
            found += usize::from(changes.drift.is_some_and(|drift| drift.ratio.estimate > 1.04));
            steps += changes.points.len();
        }
        assert!(found >= 57, "{found} of 60");
        assert!(steps <= 6, "{steps} steps");
    }

    #[test]
    fn a_step_is_no_drift() {
        let mut simulation = Simulation::new(6);
        let mut drifts = 0;
        for round in 0..160 {
            let at = 30 + simulation.below(100);
            let size = [0.03, 0.05, 0.10, 0.0][round % 4];
            let values = simulation.nights(150, 0.02, Kind::Normal, &[(at, size)]);
            drifts +=
                usize::from(change_points(&values, &Rule::default()).expect("positive").drift.is_some());
        }
        assert!(drifts <= 2, "{drifts} of 160");
    }
}
