//! Times, sizes and ratios as people write them: `"2s"`, `"50MB"`, `"10%"`.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use thiserror::Error;

use vitals_probes::quantity::{Bytes, Nanos};

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
    /// Nothing, where nothing can work.
    #[error("`{text}` is nothing: the {kind} must be more than zero")]
    Zero {
        /// As written.
        text: String,
        /// What was expected.
        kind: &'static str,
    },
    /// More than can be counted.
    #[error("`{text}` is more than can be counted: the largest {kind} is {largest}")]
    TooLarge {
        /// As written.
        text: String,
        /// What was expected.
        kind: &'static str,
        /// The largest that is taken.
        largest: &'static str,
    },
}

struct Kind {
    name: &'static str,
    units: &'static str,
    default_unit: &'static str,
    example: &'static str,
    factors: &'static [(&'static str, f64)],
    /// The largest, in the unit whose factor is one, and as written. Sums and differences of such values still fit
    /// 64 bits with a sign.
    largest: (f64, &'static str),
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
    largest: (3.6e17, "100000h"),
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
    largest: (1e15, "1000000GB"),
};

const PERCENTAGE: Kind = Kind {
    name: "percentage",
    units: "%",
    default_unit: "%",
    example: "10%",
    factors: &[("%", 0.01)],
    largest: (1e4, "1000000%"),
};

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
    let (_, factor) = kind.factors.iter().find(|(name, _)| *name == unit).ok_or_else(malformed)?;
    let value = number * factor;
    let (largest, shown) = kind.largest;
    if value > largest {
        return Err(QuantityError::TooLarge { text: text.to_owned(), kind: kind.name, largest: shown });
    }
    Ok(value)
}

/// A whole number of the smallest unit, which is more than zero.
fn parse_some(text: &str, kind: &Kind) -> Result<u64, QuantityError> {
    match parse(text, kind)?.round() as u64 {
        0 => Err(QuantityError::Zero { text: text.to_owned(), kind: kind.name }),
        value => Ok(value),
    }
}

/// A length of time with its unit, more than zero, for people to write: `"2s"`, `"1.5 ms"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenDuration(pub Nanos);

/// A length of time that may be zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DurationOrZero(pub Nanos);

/// A size with its unit, more than zero: `"50MB"` (decimal), `"64 MiB"` (binary).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenSize(pub Bytes);

/// A ratio as a percentage: `"10%"` is 0.1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct WrittenRatio(pub f64);

impl std::str::FromStr for WrittenDuration {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse_some(text, &DURATION).map(|nanos| Self(Nanos(nanos)))
    }
}

impl std::str::FromStr for DurationOrZero {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse(text, &DURATION).map(|nanos| Self(Nanos(nanos.round() as u64)))
    }
}

impl std::str::FromStr for WrittenSize {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse_some(text, &SIZE).map(|bytes| Self(Bytes(bytes)))
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
read_from_text_or_number!(WrittenDuration, DurationOrZero, WrittenSize, WrittenRatio);

/// Reads a text, and a bare number as its digits.
pub(super) struct Written;

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
        assert!(message("").contains("is not a duration"));
    }

    #[test]
    fn d10_nothing_and_what_cannot_be_counted_are_no_quantities() {
        let duration = |text: &str| text.parse::<WrittenDuration>().map_err(|error| error.to_string());
        let size = |text: &str| text.parse::<WrittenSize>().map_err(|error| error.to_string());
        let ratio = |text: &str| text.parse::<WrittenRatio>().map_err(|error| error.to_string());
        for nothing in ["0s", "0.0h", "0.4ns", "0_0 ms"] {
            assert!(duration(nothing).is_err_and(|message| message.contains("more than zero")), "{nothing}");
            assert!(nothing.parse::<DurationOrZero>().is_ok(), "{nothing}");
        }
        assert!(size("0MB").is_err_and(|message| message.contains("more than zero")));
        let digits = "9".repeat(400);
        for large in ["99999999999999999999h", "100001h", &format!("{digits}ns")] {
            assert!(duration(large).is_err_and(|message| message.ends_with("is 100000h")), "{large}");
            assert!(large.parse::<DurationOrZero>().is_err(), "{large}");
        }
        assert!(
            size(&format!("{digits}B")).is_err_and(|message| message.contains("more than can be counted"))
        );
        assert!(
            ratio(&format!("{digits}%")).is_err_and(|message| message.contains("more than can be counted"))
        );
        assert!(ratio("-1%").is_err_and(|message| message.contains("is not a percentage")));
        for none in ["nan s", "infs", "-0s", "1e3s", "1.2.3s", ".s", "∞s"] {
            assert!(duration(none).is_err(), "{none}");
        }
        assert_eq!(duration("100000h"), Ok(WrittenDuration(Nanos(360_000_000_000_000_000))));
        assert_eq!(ratio("0%"), Ok(WrittenRatio(0.0)));
    }
}
