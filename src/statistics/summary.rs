//! A sample in a few numbers.

use serde::{Deserialize, Serialize};

/// Order statistics of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// How many.
    pub n: usize,
    /// Smallest.
    pub min: f64,
    /// Half of the values are below, half above.
    pub median: f64,
    /// Largest.
    pub max: f64,
    /// Median absolute deviation from the median, not scaled.
    pub mad: f64,
}

impl Summary {
    /// None for an empty sample.
    pub fn of(values: &[f64]) -> Option<Self> {
        let median = quantile(values, 0.5)?;
        let deviations: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
        Some(Self {
            n: values.len(),
            min: quantile(values, 0.0)?,
            median,
            max: quantile(values, 1.0)?,
            mad: quantile(&deviations, 0.5)?,
        })
    }
}

/// Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default).
/// None for an empty sample.
pub fn quantile(values: &[f64], probability: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let position = probability.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (position.floor() as usize, position.ceil() as usize);
    Some(sorted[below] + (sorted[above] - sorted[below]) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        // numpy 2.3: np.quantile(values, [0, .1, .5, .9, 1])
        let expected = [1.0, 1.0, 3.5, 6.9, 9.0];
        for (probability, expected) in [0.0, 0.1, 0.5, 0.9, 1.0].into_iter().zip(expected) {
            let found = quantile(&values, probability).expect("not empty");
            assert!((found - expected).abs() < 1e-12, "{probability}: {found} against {expected}");
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(Summary::of(&values).map(|summary| summary.mad), Some(2.0));
    }
}
