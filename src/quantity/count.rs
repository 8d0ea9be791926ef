//! How many: numbers with a least and a most, and a rate.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use thiserror::Error;

/// The most samples, objects, rounds or pairs: no run comes to their end, and their products fit 64 bits.
const MOST: u32 = 1_000_000;

/// Samples of a probe.
pub type Samples = Between<1, MOST>;
/// Objects in a round.
pub type Objects = Between<1, MOST>;
/// Rounds of the growth probe.
pub type Rounds = Between<10, MOST>;
/// Pairs of a comparison.
pub type Pairs = Between<4, MOST>;

/// Reports that are kept.
pub type Kept = Between<1, MOST>;

/// Lines of a list that is printed.
pub type Lines = Between<1, MOST>;

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between<const LEAST: u32, const MOST: u32>(u32);

/// A number that is too small, too large, or none.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{text} is not between {least} and {most}")]
pub struct CountError {
    text: String,
    least: u32,
    most: u32,
}

impl<const LEAST: u32, const MOST: u32> Between<LEAST, MOST> {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The number, for counting in memory.
    pub fn to_usize(self) -> usize {
        self.0 as usize
    }
}

impl<const LEAST: u32, const MOST: u32> FromStr for Between<LEAST, MOST> {
    type Err = CountError;

    fn from_str(text: &str) -> Result<Self, CountError> {
        let number = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
        number.map(Self).ok_or_else(|| CountError { text: text.to_owned(), least: LEAST, most: MOST })
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Between<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_i64(Whole)?;
        number.to_string().parse().map_err(de::Error::custom)
    }
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }
}

/// Objects an hour: a number above zero that a projection can be divided by.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct HourlyRate(f64);

/// A rate that is none.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{text} is no number of objects an hour: it must be from 0.001 to 1000000000")]
pub struct RateError {
    text: String,
}

impl HourlyRate {
    /// Objects an hour.
    pub fn get(self) -> f64 {
        self.0
    }

    fn of(number: f64) -> Option<Self> {
        (1e-3..=1e9).contains(&number).then_some(Self(number))
    }
}

impl FromStr for HourlyRate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        text.parse().ok().and_then(Self::of).ok_or_else(|| RateError { text: text.to_owned() })
    }
}

impl<'de> Deserialize<'de> for HourlyRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::of(number).ok_or_else(|| de::Error::custom(RateError { text: number.to_string() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_a_count_has_a_least_and_a_most() {
        assert_eq!("10".parse::<Rounds>().map(Rounds::get), Ok(10));
        for bad in ["9", "0", "-1", "1000001", "4294967306", "", "x", "10.0"] {
            let message = bad.parse::<Rounds>().expect_err(bad).to_string();
            assert_eq!(message, format!("{bad} is not between 10 and 1000000"));
        }
        let read = |text: &str| {
            toml::from_str::<toml::Table>(text)
                .and_then(|mut table| table.remove("n").expect("n").try_into::<Samples>())
        };
        assert_eq!(read("n = 1").map(Samples::get), Ok(1));
        for bad in ["n = 0", "n = -1", "n = 9223372036854775807", "n = 1.0", "n = 'x'"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn d10_a_rate_is_a_number_above_zero() {
        assert_eq!("0.5".parse::<HourlyRate>().map(HourlyRate::get), Ok(0.5));
        for bad in ["-1", "0", "nan", "inf", "-inf", "1e308", "1e-9", "x", ""] {
            assert!(bad.parse::<HourlyRate>().is_err(), "{bad}");
        }
    }
}
