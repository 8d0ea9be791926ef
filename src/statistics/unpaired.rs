//! The ratio of times that were measured at two different moments.

use super::Interval;
use super::interval::student_quantile;
use super::trimmed::trimmed_mean;

/// Ratio of the typical values, second over first, with an error rate of `alpha` beyond either bound.
///
/// Trimmed means of the logarithms with Yuen's (1974) error for two samples, widened by `between_sd`: what the same
/// thing differs by from one moment to another, after calibration. None below three values on either side.
pub fn ratio_between_moments(first: &[f64], second: &[f64], between_sd: f64, alpha: f64) -> Option<Interval> {
    let (first, second) = (trimmed_mean(logarithms(first))?, trimmed_mean(logarithms(second))?);
    let estimate = second.mean - first.mean;
    let variance = first.squared_error + second.squared_error + between_sd.powi(2);
    // Welch and Satterthwaite, with the part that is known from elsewhere on infinitely many degrees.
    let spread: f64 = [&first, &second].iter().map(|side| side.squared_error.powi(2) / side.freedom).sum();
    let freedom = if spread > 0.0 { (variance.powi(2) / spread).min(1e6) } else { 1e6 };
    let half = student_quantile(1.0 - alpha, freedom)? * variance.sqrt();
    Some(Interval::missing(estimate, [estimate - half, estimate + half], 2.0 * alpha).exp())
}

/// The typical value that [`ratio_between_moments`] compares: the geometric trimmed mean. None below three values.
pub fn typical_of(values: &[f64]) -> Option<f64> {
    Some(trimmed_mean(logarithms(values))?.mean.exp())
}

fn logarithms(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.max(f64::MIN_POSITIVE).ln()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_yuens_test_where_nothing_is_added() {
        let first: [f64; 10] = [1.00, 1.02, 0.99, 1.05, 1.01, 1.30, 0.98, 1.03, 1.00, 1.02];
        let second: [f64; 10] = [1.10, 1.14, 1.08, 1.12, 1.11, 1.13, 1.50, 1.09, 1.10, 1.12];
        let found = ratio_between_moments(&first, &second, 0.0, 0.025).expect("enough");
        // scipy 1.17: scipy.stats.ttest_ind(log second, log first, equal_var=False, trim=0.2)
        //   .confidence_interval(0.95); the difference of the trimmed means.
        let [estimate, low, high] = [found.estimate, found.low, found.high].map(f64::ln);
        let expected: [f64; 3] = [0.09412349843067941, 0.07213713133420444, 0.11610986552715438];
        for (found, expected) in [estimate, low, high].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} against {expected}");
        }
        assert_eq!(found.level, Some(0.95));
        let sides = typical_of(&second).zip(typical_of(&first)).expect("enough");
        assert!((sides.0 / sides.1 - found.estimate).abs() < 1e-12, "the sides' own ratio");
        let wider = ratio_between_moments(&first, &second, 0.015, 0.025).expect("enough");
        assert!(wider.low < found.low && wider.high > found.high);
        assert_eq!(ratio_between_moments(&first[..2], &second, 0.0, 0.025), None);
    }
}
