//! The typical time of a sample and how far it is known.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A number with its bounds, and how often bounds like these hold it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Interval {
    /// The likeliest value.
    pub estimate: f64,
    /// Lower bound; null where there is none.
    #[serde(with = "below")]
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    pub low: f64,
    /// Upper bound; null where there is none.
    #[serde(with = "above")]
    #[cfg_attr(test, schemars(with = "Option<f64>"))]
    pub high: f64,
    /// Confidence level, 0.95 and the like; null where an older version or a series of the history did not keep it.
    #[serde(default)]
    pub level: Option<f64>,
}

impl Interval {
    /// Bounds that miss the true value with the probability `alpha`, both sides together.
    pub fn missing(estimate: f64, [low, high]: [f64; 2], alpha: f64) -> Self {
        Self { estimate, low, high, level: Some(1.0 - alpha) }
    }

    /// A number that is known, or of which no more is known.
    pub fn exact(estimate: f64) -> Self {
        Self { estimate, low: estimate, high: estimate, level: None }
    }

    /// In another unit, or of another base; `by` is above zero.
    pub fn times(self, by: f64) -> Self {
        Self { estimate: self.estimate * by, low: self.low * by, high: self.high * by, ..self }
    }

    /// The same of the exponentials.
    pub(super) fn exp(self) -> Self {
        Self { estimate: self.estimate.exp(), low: self.low.exp(), high: self.high.exp(), ..self }
    }

    /// The estimate without bounds: of samples that are too few for any to mean something.
    pub fn without_bounds(self) -> Self {
        Self { low: f64::NEG_INFINITY, high: f64::INFINITY, level: None, ..self }
    }

    /// As it is shown for so many samples: fewer than three bound nothing that a reader could use.
    pub fn of_samples(self, count: usize) -> Self {
        if count < LEAST_FOR_BOUNDS { self.without_bounds() } else { self }
    }

    /// Both bounds, where there are two.
    pub fn bounds(&self) -> Option<[f64; 2]> {
        (self.low.is_finite() && self.high.is_finite()).then_some([self.low, self.high])
    }
}

macro_rules! bound {
    ($name:ident, $none:expr) => {
        /// JSON has no infinity.
        mod $name {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            pub fn serialize<S: Serializer>(bound: &f64, serializer: S) -> Result<S::Ok, S::Error> {
                Some(*bound).filter(|bound| bound.is_finite()).serialize(serializer)
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
                Ok(Option::deserialize(deserializer)?.unwrap_or($none))
            }
        }
    };
}
bound!(below, f64::NEG_INFINITY);
bound!(above, f64::INFINITY);

/// Bounds of fewer samples come of what was assumed, not of what was measured.
pub const LEAST_FOR_BOUNDS: usize = 3;

/// Spread that is assumed before any was seen: imports on a shared machine vary by about a tenth.
const PRIOR_SD: f64 = 0.10;
/// How many observations that assumption is worth.
const PRIOR_FREEDOM: f64 = 3.0;

/// Geometric mean of positive values, with a two-sided interval of error rate `alpha`.
///
/// A t interval on the logarithms whose variance is moderated by a prior, after Smyth (2004, "Linear models and
/// empirical Bayes methods", eq. for s̃²): s̃² = (d₀s₀² + (n−1)s²) / (d₀ + n − 1), on d₀ + n − 1 degrees of
/// freedom. Two values that happen to be alike are so never taken for certainty. None for an empty sample.
pub fn geometric_mean(values: &[f64], alpha: f64) -> Option<Interval> {
    if values.is_empty() {
        return None;
    }
    let logarithms: Vec<f64> = values.iter().map(|value| value.max(f64::MIN_POSITIVE).ln()).collect();
    let n = logarithms.len() as f64;
    let mean = logarithms.iter().sum::<f64>() / n;
    let squares: f64 = logarithms.iter().map(|value| (value - mean).powi(2)).sum();
    let freedom = PRIOR_FREEDOM + n - 1.0;
    let variance = (PRIOR_FREEDOM * PRIOR_SD.powi(2) + squares) / freedom;
    let half = student_quantile(1.0 - alpha / 2.0, freedom)? * (variance / n).sqrt();
    Some(Interval::missing(mean, [mean - half, mean + half], alpha).exp())
}

pub(super) fn student_quantile(probability: f64, freedom: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_t_quantile_is_that_of_scipy() {
        // scipy 1.17: scipy.stats.t.ppf(p, df)
        let table = [
            (0.975, 5.0, 2.570_581_835_636_314_6),
            (0.9995, 3.0, 12.923_978_636_687_961),
            (0.999_937_5, 4.0, 14.688_754_819_919_994),
            (0.999_937_5, 42.0, 4.226_853_387_257_729),
        ];
        for (p, df, expected) in table {
            let found = student_quantile(p, df).expect("valid");
            assert!((found / expected - 1.0).abs() < 1e-6, "{p} {df}: {found}");
        }
    }

    #[test]
    fn equal_values_are_not_certainty() {
        let interval = geometric_mean(&[1.0, 1.0], 1e-3).expect("not empty");
        assert!(interval.low < 0.75 && interval.high > 1.3, "{interval:?}");
        assert!((interval.estimate - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_bound_that_is_none_reads_back() {
        let open = Interval::exact(1.0).without_bounds();
        let text = serde_json::to_string(&open).expect("JSON");
        assert_eq!(text, r#"{"estimate":1.0,"low":null,"high":null,"level":null}"#);
        assert_eq!(serde_json::from_str::<Interval>(&text).expect("an interval"), open);
        // As version 1 of the documents wrote it.
        let older = serde_json::from_str::<Interval>(r#"{"estimate":1.0,"low":null,"high":null}"#);
        assert_eq!(older.expect("an interval"), open);
    }

    #[test]
    fn an_interval_carries_its_level() {
        let level = |alpha| geometric_mean(&[1.0, 1.1, 1.2], alpha).and_then(|interval| interval.level);
        assert_eq!([level(0.05), level(0.01)], [Some(0.95), Some(0.99)]);
        let doubled = Interval::missing(1.0, [0.9, 1.1], 0.05).times(2.0);
        assert_eq!((doubled.bounds(), doubled.level), (Some([1.8, 2.2]), Some(0.95)));
        assert_eq!(doubled.without_bounds().bounds(), None);
    }
}
