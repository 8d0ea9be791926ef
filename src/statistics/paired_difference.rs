//! Differences of pairs: how much longer one thing takes in the second of two neighbouring runs.

use super::interval::{Interval, student_quantile};
use super::trimmed::{TrimmedMean, trimmed_mean};

/// How many observations the assumed spread is worth.
const PRIOR_FREEDOM: f64 = 4.0;

/// The trimmed mean of differences, with Yuen's (1974) error, moderated by a spread that is assumed before any difference
/// was seen. Its error rate beyond either bound is `alpha`. None below three differences.
pub fn paired_difference(differences: Vec<f64>, prior_sd: f64, alpha: f64) -> Option<Interval> {
    let TrimmedMean { mean, squared_error, freedom } = trimmed_mean(differences)?;
    let all = freedom + PRIOR_FREEDOM;
    let prior = prior_sd.powi(2) / (freedom + 1.0);
    let moderated = (PRIOR_FREEDOM * prior + freedom * squared_error) / all;
    let half = student_quantile(1.0 - alpha, all)? * moderated.sqrt();
    Some(Interval::missing(mean, [mean - half, mean + half], 2.0 * alpha))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_trimmed_mean_with_an_error_between_the_assumed_and_the_seen_one() {
        let seen = || vec![1.0, 1.2, 0.9, 1.1];
        let found = paired_difference(seen(), 0.5, 0.025).expect("enough");
        assert!((found.estimate - 1.05).abs() < 1e-12);
        // The standard error of the four is 0.0645497, the assumed one 0.25; t(0.975, 3 + 4) = 2.364624.
        let half = 2.364_624_251_592_785 * f64::sqrt((4.0 * 0.0625 + 3.0 * 0.004_166_666_7) / 7.0);
        assert!((found.high - found.estimate - half).abs() < 1e-6, "{found:?}");
        let sure = paired_difference(seen(), 0.0, 0.025).expect("enough");
        assert!(sure.low > found.low && sure.high < found.high);
        assert!(paired_difference(vec![1.0, 1.0], 0.1, 0.025).is_none());
    }
}
