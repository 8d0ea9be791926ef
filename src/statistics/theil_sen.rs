//! A robust straight line.

use super::{Interval, quantile};

/// The slope of a series against its index, with its interval.
pub type Slope = Interval;

/// Theil–Sen slope per step with Sen's (1968) interval of two-sided error rate `alpha`.
///
/// The estimate is the median of the slopes of all pairs; the bounds are the order statistics of those slopes
/// that Kendall's S leaves: ranks (N ∓ z·√(n(n−1)(2n+5)/18)) / 2. None below four points, where the
/// interval would be the whole range.
pub fn theil_sen(values: &[f64], alpha: f64) -> Option<Slope> {
    let n = values.len();
    if n < 4 {
        return None;
    }
    let mut slopes: Vec<f64> = (0..n)
        .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
        .map(|(i, j)| (values[j] - values[i]) / (j - i) as f64)
        .collect();
    slopes.sort_by(f64::total_cmp);
    let count = slopes.len() as f64;
    let points = n as f64;
    let deviation = (points * (points - 1.0) * (2.0 * points + 5.0) / 18.0).sqrt();
    let reach = normal_quantile(1.0 - alpha / 2.0)? * deviation;
    let low = ((count - reach) / 2.0).round() - 1.0;
    let high = ((count + reach) / 2.0).round();
    let at = |rank: f64| slopes[(rank.max(0.0) as usize).min(slopes.len() - 1)];
    Some(Interval::missing(quantile(&slopes, 0.5)?, [at(low), at(high)], alpha))
}

fn normal_quantile(probability: f64) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF, Normal};
    Some(Normal::new(0.0, 1.0).ok()?.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-12
    }

    #[test]
    fn slope_and_bounds_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.theilslopes(values, alpha=1 - alpha)
        let short = [1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 9.0, 7.0, 8.0, 30.0];
        let long = [0.3, 0.1, 0.7, 0.65, 1.4, 1.1, 2.2, 2.1, 2.0, 3.3, 3.1, 4.0];
        let table: [(&[f64], f64, [f64; 3]); 4] = [
            (&short, 0.05, [1.0, 2.0 / 3.0, 2.5]),
            (&short, 0.01, [1.0, 0.5, 3.375]),
            (&long, 0.05, [0.334_848_484_848_484_84, 0.257_142_857_142_857_2, 0.4]),
            (&long, 0.01, [0.334_848_484_848_484_84, 0.216_666_666_666_666_67, 0.441_666_666_666_666_65]),
        ];
        for (values, alpha, [estimate, low, high]) in table {
            let slope = theil_sen(values, alpha).expect("enough points");
            assert!(close(slope.estimate, estimate), "{slope:?}");
            assert!(close(slope.low, low) && close(slope.high, high), "{slope:?}");
        }
    }

    #[test]
    fn three_points_say_nothing() {
        assert_eq!(theil_sen(&[1.0, 2.0, 3.0], 0.05), None);
    }
}
