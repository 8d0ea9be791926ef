//! The median, and how far it is known, whatever the distribution.

use super::interval::Interval;
use super::summary::quantile;

/// The error rate, at the most.
const ALPHA: f64 = 0.05;
/// From this many on the binomial is taken for a normal.
const MANY: usize = 200;

/// The median with its distribution-free interval between order statistics (Conover, "Practical nonparametric statistics",
/// 3.2): of error rate 5 % or less. The bounds are infinite where the samples are too few (five and less) for any;
/// None for an empty sample.
pub fn median(values: &[f64]) -> Option<Interval> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let estimate = quantile(&sorted, 0.5)?;
    let bounds = least_rank(sorted.len()).map(|rank| [sorted[rank - 1], sorted[sorted.len() - rank]]);
    let none = Interval::exact(estimate).without_bounds();
    Some(bounds.map_or(none, |bounds| Interval::missing(estimate, bounds, ALPHA)))
}

/// The largest k for which fewer than k of n fair coins fall on one side with a chance of at most 2.5 %.
fn least_rank(n: usize) -> Option<usize> {
    if n > MANY {
        let n = n as f64;
        return Some(((n - 1.96 * n.sqrt()) / 2.0) as usize);
    }
    let mut chance = 0.5f64.powi(i32::try_from(n).ok()?);
    let mut below = 0.0;
    for rank in 0..n {
        below += chance;
        if below > 0.025 {
            return (rank > 0).then_some(rank);
        }
        chance *= (n - rank) as f64 / (rank + 1) as f64;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_tables() {
        // R 4: qbinom(0.025, n, 0.5), the number of the lower order statistic.
        for (n, rank) in
            [(5, None), (6, Some(1)), (10, Some(2)), (25, Some(8)), (100, Some(40)), (200, Some(86))]
        {
            assert_eq!(least_rank(n), rank, "{n}");
        }
        assert_eq!(least_rank(201), Some(86));
    }

    #[test]
    fn few_values_bound_nothing() {
        let found = median(&[3.0, 1.0, 2.0]).expect("not empty");
        assert_eq!((found.estimate, found.low, found.high), (2.0, f64::NEG_INFINITY, f64::INFINITY));
        let found = median(&[6.0, 1.0, 2.0, 3.0, 4.0, 5.0]).expect("not empty");
        assert_eq!((found.estimate, found.low, found.high), (3.5, 1.0, 6.0));
        assert_eq!(median(&[]), None);
    }
}
