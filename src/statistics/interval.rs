//! The typical time of a sample and how far it is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A number with its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// Lower bound; null where there is none.
    #[serde(with = "below")]
    #[schemars(with = "Option<f64>")]
    pub low: f64,
    /// Upper bound; null where there is none.
    #[serde(with = "above")]
    #[schemars(with = "Option<f64>")]
    pub high: f64,
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
    Some(Interval { estimate: mean.exp(), low: (mean - half).exp(), high: (mean + half).exp() })
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
        let open = Interval { estimate: 1.0, low: f64::NEG_INFINITY, high: f64::INFINITY };
        let text = serde_json::to_string(&open).expect("JSON");
        assert_eq!(text, r#"{"estimate":1.0,"low":null,"high":null}"#);
        assert_eq!(serde_json::from_str::<Interval>(&text).expect("an interval"), open);
    }
}
