//! Times, sizes and ratios as types, and how they are written: `"2s"`, `"50MB"`, `"10%"`.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use thiserror::Error;

pub use vitals_probes::quantity::{Bytes, BytesDelta, Monotonic, Nanos, NanosDelta};

/// A quantity that cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum QuantityError {
    /// A number alone.
    #[error("`{text}` has no unit: write `{text}{example}`, or another of {units}")]
    NoUnit {
        /// As written.
        text: String,
        /// The unit that is most often meant.
        example: &'static str,
        /// All units.
        units: &'static str,
    },
    /// More than can be counted.
    #[error("`{text}` is no {kind} that anything is held against: it is more than can be counted")]
    TooLarge {
        /// As written.
        text: String,
        /// What was expected.
        kind: &'static str,
    },
    /// Not a number with a known unit.
    #[error("`{text}` is not a {kind}: write a number and one of {units}, like `{example}`")]
    Malformed {
        /// As written.
        text: String,
        /// What was expected.
        kind: &'static str,
        /// All units.
        units: &'static str,
        /// A right one.
        example: &'static str,
    },
}

/// More than any time or size is: some 584 years, and 18 exabytes.
const MOST: f64 = u64::MAX as f64;

struct Kind {
    name: &'static str,
    units: &'static str,
    default_unit: &'static str,
    example: &'static str,
    factors: &'static [(&'static str, f64)],
}

const DURATION: Kind = Kind {
    name: "duration",
    units: "ns, us, ms, s, m, h",
    default_unit: "s",
    example: "2s",
    factors: &[
        ("ns", 1.0),
        ("us", 1e3),
        ("µs", 1e3),
        ("ms", 1e6),
        ("s", 1e9),
        ("m", 6e10),
        ("min", 6e10),
        ("h", 3.6e12),
    ],
};

const SIZE: Kind = Kind {
    name: "size",
    units: "B, kB, MB, GB, KiB, MiB, GiB",
    default_unit: "MB",
    example: "50MB",
    factors: &[
        ("b", 1.0),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("kib", 1024.0),
        ("mib", 1_048_576.0),
        ("gib", 1_073_741_824.0),
    ],
};

const PERCENTAGE: Kind =
    Kind { name: "percentage", units: "%", default_unit: "%", example: "10%", factors: &[("%", 0.01)] };

fn parse(text: &str, kind: &Kind) -> Result<f64, QuantityError> {
    let trimmed = text.trim();
    let malformed = || QuantityError::Malformed {
        text: text.to_owned(),
        kind: kind.name,
        units: kind.units,
        example: kind.example,
    };
    let digits_end =
        trimmed.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(trimmed.len());
    let (digits, unit) = trimmed.split_at(digits_end);
    let number: f64 = digits.replace('_', "").parse().map_err(|_| malformed())?;
    let unit = unit.trim().to_lowercase();
    if unit.is_empty() {
        return Err(QuantityError::NoUnit {
            text: text.to_owned(),
            example: kind.default_unit,
            units: kind.units,
        });
    }
    let too_large = || QuantityError::TooLarge { text: text.to_owned(), kind: kind.name };
    let (_, factor) = kind.factors.iter().find(|(name, _)| *name == unit).ok_or_else(malformed)?;
    let value = number * factor;
    if value.is_finite() && value < MOST { Ok(value) } else { Err(too_large()) }
}

/// A length of time with its unit, for people to write: `"2s"`, `"1.5 ms"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenDuration(pub Nanos);

/// A size with its unit: `"50MB"` (decimal), `"64 MiB"` (binary).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenSize(pub Bytes);

/// A ratio as a percentage: `"10%"` is 0.1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct WrittenRatio(pub f64);

impl std::str::FromStr for WrittenDuration {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse(text, &DURATION).map(|nanos| Self(Nanos(nanos.round() as u64)))
    }
}

impl std::str::FromStr for WrittenSize {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse(text, &SIZE).map(|bytes| Self(Bytes(bytes.round() as u64)))
    }
}

impl std::str::FromStr for WrittenRatio {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse(text, &PERCENTAGE).map(Self)
    }
}

macro_rules! read_from_text_or_number {
    ($($kind:ident),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // A bare number is read too, so that the message can speak of the unit.
                deserializer.deserialize_any(Written).and_then(|text| text.parse().map_err(de::Error::custom))
            }
        }
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    )*};
}
read_from_text_or_number!(WrittenDuration, WrittenSize, WrittenRatio);

struct Written;

impl Visitor<'_> for Written {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number with its unit, in quotes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_their_lack_is_named() {
        assert_eq!("2s".parse(), Ok(WrittenDuration(Nanos::from_millis(2000))));
        assert_eq!("1.5 ms".parse(), Ok(WrittenDuration(Nanos(1_500_000))));
        assert_eq!("50MB".parse(), Ok(WrittenSize(Bytes(50_000_000))));
        assert_eq!("64 MiB".parse(), Ok(WrittenSize(Bytes(64 << 20))));
        assert_eq!("10%".parse(), Ok(WrittenRatio(0.1)));
        let message = |text: &str| text.parse::<WrittenDuration>().expect_err("no duration").to_string();
        assert_eq!(message("2"), "`2` has no unit: write `2s`, or another of ns, us, ms, s, m, h");
        assert!(message("fast").starts_with("`fast` is not a duration"));
        assert!(message("-2s").starts_with("`-2s` is not a duration"));
        // `limit = "99999999999999999999h"` was shown as 18446744074 s.
        assert!(message("99999999999999999999h").contains("more than can be counted"));
        assert!("9999999999999GB".parse::<WrittenSize>().is_err());
        assert!(message("").contains("is not a duration"));
    }
}
