//! The weight of a check, counted exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Millionths in a weight of one.
const MILLIONTHS: f64 = 1e6;
/// The largest weight. With its millionths it is still an exact `f64`.
const LARGEST: f64 = 1e6;

/// A check's part of the score, in millionths: sums are exact, so that four of five weights of 0.3 are 80 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(u64);

impl Weight {
    /// What a check has where nothing is said.
    pub const ONE: Self = Self(1_000_000);

    /// A weight as written.
    ///
    /// # Errors
    /// Where it is negative, no number, larger than a million, or has more than six decimals.
    pub fn written(number: f64) -> Result<Self, &'static str> {
        if !(0.0..=LARGEST).contains(&number) {
            return Err("`weight` must be a number from 0 to 1000000");
        }
        let nearest = Self::nearest(number);
        // A decimal number of six places is read as the `f64` nearest to it, which this division gives too.
        if nearest.as_f64() == number { Ok(nearest) } else { Err("`weight` has at most six decimals") }
    }

    /// The weight nearest to a number, for documents of versions that took any.
    fn nearest(number: f64) -> Self {
        Self((number.clamp(0.0, LARGEST) * MILLIONTHS).round() as u64)
    }

    /// As a number.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / MILLIONTHS
    }

    /// The sum, in millionths.
    pub fn sum(weights: impl IntoIterator<Item = Self>) -> u128 {
        weights.into_iter().map(|weight| u128::from(weight.0)).sum()
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_f64().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_a_weight_is_a_decimal_number_that_can_be_counted() {
        for good in [0.0, 0.3, 1.0, 0.000001, 999_999.999999, 1e6] {
            assert_eq!(Weight::written(good).map(Weight::as_f64), Ok(good));
        }
        for bad in [-1.0, -0.001, 1e308, 1_000_000.5, f64::NAN, f64::INFINITY, 0.0000001, 0.1234567] {
            assert!(Weight::written(bad).is_err(), "{bad}");
        }
    }
}
