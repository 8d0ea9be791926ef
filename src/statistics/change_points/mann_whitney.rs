//! Do two samples differ, and by how much: Mann–Whitney's test and Hodges and Lehmann's shift.

use statrs::distribution::{ContinuousCDF, Normal};

/// Up to this size of the smaller sample the distribution is counted, beyond it is normal (as scipy's `auto`).
const COUNTED: usize = 8;

/// Two-sided p-value of Mann and Whitney's (1947) test.
///
/// Counted exactly without ties where one sample has at most 8 values; otherwise the normal approximation
/// with the variance corrected for ties and for continuity. 1 for an empty sample.
pub(super) fn p_value(first: &[f64], second: &[f64]) -> f64 {
    let (n, m) = (first.len(), second.len());
    if n == 0 || m == 0 {
        return 1.0;
    }
    let (rank_sum, ties) = rank_sum_of_first(first, second);
    let u = rank_sum - (n * (n + 1)) as f64 / 2.0;
    let pairs = (n * m) as f64;
    let larger = u.max(pairs - u);
    if ties == 0.0 && n.min(m) <= COUNTED {
        let counts = counts(n, m);
        let total: f64 = counts.iter().sum();
        let beyond: f64 = counts[..=(pairs - larger) as usize].iter().sum();
        return (2.0 * beyond / total).min(1.0);
    }
    let all = (n + m) as f64;
    let variance = pairs / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    (2.0 * Normal::standard().sf((larger - pairs / 2.0 - 0.5) / variance.sqrt())).min(1.0)
}

/// The least two-sided p-value that samples of these sizes can have: that of a complete separation.
pub(super) fn least_p_value(n: usize, m: usize) -> f64 {
    let (small, large) = (n.min(m), n.max(m));
    (1..=small).fold(2.0, |p, i| p * i as f64 / (large + i) as f64)
}

/// Median of all differences, second less first, with the order statistics that invert the test at `alpha`
/// (Hodges and Lehmann 1963). No bounds where so few values cannot reach `alpha`.
pub(super) fn shift(first: &[f64], second: &[f64], alpha: f64) -> (f64, Option<(f64, f64)>) {
    let mut differences: Vec<f64> =
        first.iter().flat_map(|before| second.iter().map(move |after| after - before)).collect();
    let estimate = middle(&mut differences);
    let left_out = smallest_ranks(first.len(), second.len(), alpha / 2.0);
    let mut at = |rank: usize| *differences.select_nth_unstable_by(rank, f64::total_cmp).1;
    (estimate, left_out.map(|rank| (at(rank), at(first.len() * second.len() - 1 - rank))))
}

/// Median of the means of all pairs of values, each with itself too (Hodges and Lehmann 1963). NaN for none.
pub(super) fn pseudo_median(values: &[f64]) -> f64 {
    let mut means: Vec<f64> = (0..values.len())
        .flat_map(|i| values[i..].iter().map(move |late| (values[i] + late) / 2.0))
        .collect();
    middle(&mut means)
}

fn middle(values: &mut [f64]) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let mut at = |rank: usize| *values.select_nth_unstable_by(rank, f64::total_cmp).1;
    (at(last / 2) + at(last.div_ceil(2))) / 2.0
}

/// The largest k with P(U ≤ k) ≤ `tail`.
fn smallest_ranks(n: usize, m: usize, tail: f64) -> Option<usize> {
    if n.min(m) <= COUNTED {
        let counts = counts(n, m);
        let total: f64 = counts.iter().sum();
        let mut beyond = 0.0;
        let reached = counts.iter().take_while(|&&count| {
            beyond += count;
            beyond <= tail * total
        });
        return reached.count().checked_sub(1);
    }
    let (pairs, all) = ((n * m) as f64, (n + m) as f64);
    let deviation = (pairs * (all + 1.0) / 12.0).sqrt();
    let z = Normal::standard().inverse_cdf(tail);
    let rank = pairs / 2.0 + z * deviation - 0.5;
    (rank >= 0.0).then_some(rank as usize)
}

/// Number of arrangements with U = 0, 1, 2 …: the coefficients of the Gaussian binomial, of which the n-th
/// follows from the one before by (1 − qᵐ⁺ⁱ) / (1 − qⁱ). Whole numbers below 2⁵³ for the sizes used here.
fn counts(n: usize, m: usize) -> Vec<f64> {
    let (small, large) = (n.min(m), n.max(m));
    let mut counts = vec![0.0; n * m + 1];
    counts[0] = 1.0;
    for i in 1..=small {
        for power in (large + i..counts.len()).rev() {
            counts[power] -= counts[power - large - i];
        }
        for power in i..counts.len() {
            counts[power] += counts[power - i];
        }
    }
    counts
}

/// Sum of the first sample's mid-ranks among all, and Σ (t³ − t) over groups of t ties.
fn rank_sum_of_first(first: &[f64], second: &[f64]) -> (f64, f64) {
    let mut all: Vec<(f64, bool)> =
        first.iter().map(|value| (*value, true)).chain(second.iter().map(|value| (*value, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut ties, mut before) = (0.0, 0.0, 0);
    for group in all.chunk_by(|a, b| a.0 == b.0) {
        let size = group.len();
        let rank = before as f64 + (size + 1) as f64 / 2.0;
        sum += rank * group.iter().filter(|(_, is_first)| *is_first).count() as f64;
        ties += (size * size * size - size) as f64;
        before += size;
    }
    (sum, ties)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG: [&[f64]; 2] = [
        &[-0.802, -1.324, -0.248, 0.42, 1.136, 0.11, -0.553, -0.785, 0.749, 1.635, 0.273, -1.233],
        &[
            -0.158, 2.4, 1.003, -0.932, 0.716, -0.363, 0.171, 0.312, 0.087, 1.353, 0.737, 0.211, 1.21, 1.63,
            -0.843,
        ],
    ];

    #[test]
    fn p_values_and_shifts_are_those_of_scipy() {
        // scipy 1.17.1: scipy.stats.mannwhitneyu(first, second, alternative="two-sided").pvalue;
        // numpy: the median of all differences.
        let table: [(&[f64], &[f64], f64, f64); 5] = [
            (&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0, 7.0, 8.0], 0.035_714_285_714_285_71, 4.0),
            (
                &[1.0, 4.2, 2.5, 9.1, 3.3],
                &[2.0, 6.1, 7.7, 8.2, 5.4, 10.3, 11.8],
                0.148_989_898_989_899,
                3.599_999_999_999_999_6,
            ),
            (
                &[10.5, 11.2],
                &[1.1, 2.3, 3.7, 4.9, 5.1, 6.6, 7.4, 8.8, 9.9, 10.1],
                0.030_303_030_303_030_304,
                -5.0,
            ),
            (&[1.0, 2.0, 2.0, 3.0, 4.0], &[2.0, 3.0, 3.0, 5.0, 6.0, 6.0], 0.113_049_978_856_322_9, 2.0),
            (BIG[0], BIG[1], 0.213_399_254_376_362_65, 0.5715),
        ];
        for (first, second, expected, median) in table {
            let found = p_value(first, second);
            assert!((found - expected).abs() < 1e-9, "{found} against {expected}");
            assert!((p_value(second, first) - expected).abs() < 1e-9, "the other way round");
            assert!((shift(first, second, 0.05).0 - median).abs() < 1e-12);
        }
        assert_eq!(p_value(&[], &[1.0]), 1.0);
        assert_eq!(p_value(&[1.0; 5], &[1.0; 9]), 1.0);
    }

    #[test]
    fn arrangements_are_counted() {
        assert_eq!(counts(3, 4), [1.0, 1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 4.0, 4.0, 3.0, 2.0, 1.0, 1.0]);
        assert_eq!(counts(8, 100).iter().sum::<f64>(), 352_025_629_371.0);
        assert!((least_p_value(3, 5) - 0.035_714_285_714_285_71).abs() < 1e-12);
    }

    #[test]
    fn bounds_are_where_the_test_stops_to_reject() {
        for (first, second) in [(BIG[0], BIG[1]), (&BIG[0][..6], BIG[1])] {
            let (_, bounds) = shift(first, second, 0.05);
            let (low, high) = bounds.expect("enough values");
            let p_at = |by: f64| {
                let moved: Vec<f64> = second.iter().map(|value| value - by).collect();
                p_value(first, &moved)
            };
            assert!(p_at(low - 1e-6) <= 0.05 && p_at(low + 1e-6) > 0.05, "{low}");
            assert!(p_at(high + 1e-6) <= 0.05 && p_at(high - 1e-6) > 0.05, "{high}");
        }
        assert_eq!(shift(&[1.0, 2.0], &[3.0, 4.0], 0.05), (2.0, None));
    }
}
