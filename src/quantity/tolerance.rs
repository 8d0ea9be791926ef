//! How much slower is no regression: a part, a length of time, or whichever of both is exceeded first.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::written::{QuantityError, Written, WrittenDuration, WrittenRatio};
use vitals_probes::quantity::Nanos;

/// What is tolerated of memory where only a time is given.
const OF_MEMORY: f64 = 0.1;
/// More than this many times the base is no tolerance: nothing would ever fail.
const LARGEST: f64 = 10.0;

/// How much slower is no regression.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Tolerance {
    /// A part of the base: 0.1 is a tenth.
    Part(f64),
    /// Either exceeded is a regression.
    Either {
        /// A part of the base.
        part: f64,
        /// And a length of time, in nanoseconds.
        time: Nanos,
    },
    /// A length of time.
    Time {
        /// In nanoseconds.
        time: Nanos,
    },
}

impl Tolerance {
    /// The part of a base that is tolerated: of two the smaller.
    pub fn of(self, base_seconds: f64) -> f64 {
        let of_time = |time: Nanos| if base_seconds > 0.0 { time.as_secs_f64() / base_seconds } else { 0.0 };
        match self {
            Self::Part(part) => part,
            Self::Either { part, time } => part.min(of_time(time)),
            Self::Time { time } => of_time(time),
        }
    }

    /// The part that is tolerated of memory, which has no time.
    pub fn of_memory(self) -> f64 {
        self.part().unwrap_or(OF_MEMORY)
    }

    /// The part, where one is given.
    pub fn part(self) -> Option<f64> {
        match self {
            Self::Part(part) | Self::Either { part, .. } => Some(part),
            Self::Time { .. } => None,
        }
    }

    /// The length of time, where one is given.
    pub fn time(self) -> Option<Nanos> {
        match self {
            Self::Time { time } | Self::Either { time, .. } => Some(time),
            Self::Part(_) => None,
        }
    }
}

/// A tolerance that cannot be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ToleranceError {
    /// Neither a percentage nor a duration.
    #[error("`{text}` is no tolerance: write `10%`, `100ms`, or `10% or 100ms`")]
    Malformed {
        /// As written.
        text: String,
    },
    /// A number alone.
    #[error("`{text}` has no unit: write `10%`, `100ms`, or `10% or 100ms`")]
    NoUnit {
        /// As written.
        text: String,
    },
    /// Nothing is tolerated.
    #[error("`{text}` tolerates nothing, and no two runs are alike: write `2%`, `5ms`, or `10% or 100ms`")]
    Zero {
        /// As written.
        text: String,
    },
    /// Everything is.
    #[error("`{text}` is more than 1,000 %, which would let everything pass: write `10%`, or `10% or 100ms`")]
    TooLarge {
        /// As written.
        text: String,
    },
    /// More than one percentage or duration.
    #[error("`{text}` has more than one percentage and one duration: write `10% or 100ms`")]
    Repeated {
        /// As written.
        text: String,
    },
    /// Of memory.
    #[error("`{text}` is a length of time, which memory does not have: write a percentage, `10%`")]
    NotOfMemory {
        /// As written.
        text: String,
    },
    /// A duration that cannot be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

/// A tolerance as people write it: `"10%"`, `"100ms"`, `"10% or 100ms"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrittenTolerance(pub Tolerance);

/// A tolerance of memory: a percentage alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemoryTolerance(pub f64);

impl FromStr for WrittenTolerance {
    type Err = ToleranceError;

    fn from_str(text: &str) -> Result<Self, ToleranceError> {
        let shown = || text.to_owned();
        let (mut part, mut time) = (None, None);
        for one in alternatives(text) {
            let repeated = if one.ends_with('%') {
                part.replace(percentage(one, text)?).is_some()
            } else {
                time.replace(duration(one, text)?).is_some()
            };
            if repeated {
                return Err(ToleranceError::Repeated { text: shown() });
            }
        }
        match (part, time) {
            (Some(part), None) => Ok(Self(Tolerance::Part(part))),
            (None, Some(time)) => Ok(Self(Tolerance::Time { time })),
            (Some(part), Some(time)) => Ok(Self(Tolerance::Either { part, time })),
            (None, None) => Err(ToleranceError::Malformed { text: shown() }),
        }
    }
}

/// Exactly, so that it reads back: `10% or 100ms`.
impl fmt::Display for WrittenTolerance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A tenth is 10 %, and not 10.000000000000002 %.
        let part = self.0.part().map(|part| format!("{}%", (part * 1e11).round() / 1e9));
        let time = self.0.time().map(|time| WrittenDuration(time).to_string());
        formatter.write_str(&part.into_iter().chain(time).collect::<Vec<_>>().join(" or "))
    }
}

impl FromStr for MemoryTolerance {
    type Err = ToleranceError;

    fn from_str(text: &str) -> Result<Self, ToleranceError> {
        match text.parse::<WrittenTolerance>()?.0 {
            Tolerance::Part(part) => Ok(Self(part)),
            _ => Err(ToleranceError::NotOfMemory { text: text.to_owned() }),
        }
    }
}

/// What stands between the words `or`.
fn alternatives(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    let lower = text.to_ascii_lowercase();
    let is_word = |at: usize| {
        let around = [lower[..at].chars().next_back(), lower[at + 2..].chars().next()];
        around.into_iter().flatten().all(char::is_whitespace)
    };
    let ends = lower.match_indices("or").map(|(at, _)| at).filter(|at| is_word(*at));
    let mut begin = 0;
    for at in ends {
        found.push(text[begin..at].trim());
        begin = at + 2;
        rest = &text[begin..];
    }
    found.push(rest.trim());
    found
}

fn percentage(one: &str, text: &str) -> Result<f64, ToleranceError> {
    let text = text.to_owned();
    let WrittenRatio(part) = match one.parse::<WrittenRatio>() {
        Ok(part) => part,
        Err(QuantityError::TooLarge { .. }) => return Err(ToleranceError::TooLarge { text }),
        Err(_) => return Err(ToleranceError::Malformed { text }),
    };
    match part {
        0.0 => Err(ToleranceError::Zero { text }),
        part if part > LARGEST => Err(ToleranceError::TooLarge { text }),
        part => Ok(part),
    }
}

fn duration(one: &str, text: &str) -> Result<Nanos, ToleranceError> {
    let text = text.to_owned();
    match one.parse::<WrittenDuration>() {
        Ok(WrittenDuration(time)) => Ok(time),
        Err(QuantityError::NoUnit { .. }) => Err(ToleranceError::NoUnit { text }),
        Err(QuantityError::Zero { .. }) => Err(ToleranceError::Zero { text }),
        Err(QuantityError::Malformed { .. }) => Err(ToleranceError::Malformed { text }),
        Err(too_large @ QuantityError::TooLarge { .. }) => Err(too_large.into()),
    }
}

macro_rules! read_from_text_or_number {
    ($($kind:ident),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Written).and_then(|text| text.parse().map_err(de::Error::custom))
            }
        }
    )*};
}
read_from_text_or_number!(WrittenTolerance, MemoryTolerance);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Tolerance, String> {
        text.parse::<WrittenTolerance>().map(|read| read.0).map_err(|error| error.to_string())
    }

    const TENTH: Nanos = Nanos::from_millis(100);

    #[test]
    fn c11_a_tolerance_is_a_part_a_time_or_either() {
        assert_eq!(read("10%"), Ok(Tolerance::Part(0.1)));
        assert_eq!(read("1000%"), Ok(Tolerance::Part(10.0)));
        assert_eq!(read("100ms"), Ok(Tolerance::Time { time: TENTH }));
        for both in ["10% or 100ms", "100ms or 10%", " 10 %  OR  0.1 s "] {
            assert_eq!(read(both), Ok(Tolerance::Either { part: 0.1, time: TENTH }), "{both}");
        }
    }

    #[test]
    fn c11_what_is_no_tolerance_is_answered_with_a_right_form() {
        for (text, reason) in [
            ("0%", "tolerates nothing"),
            ("0ms", "tolerates nothing"),
            ("10% or 0s", "tolerates nothing"),
            ("-5%", "is no tolerance"),
            ("-5ms", "is no tolerance"),
            ("1001%", "more than 1,000 %"),
            ("99999999999%", "more than 1,000 %"),
            ("10% or 100ms or 1s", "more than one"),
            ("10% or 20%", "more than one"),
            ("10% or or 100ms", "is no tolerance"),
            ("10% or", "is no tolerance"),
            ("10%or100ms", "is no tolerance"),
            ("10", "has no unit"),
            ("", "is no tolerance"),
            ("or", "is no tolerance"),
            ("10% and 100ms", "is no tolerance"),
            ("10% für 5ms", "is no tolerance"),
        ] {
            let message = read(text).expect_err(text);
            assert!(message.contains(reason) && message.contains("10%"), "{text}: {message}");
        }
        assert!(read("100001h").is_err_and(|message| message.ends_with("is 100000h")));
        let of_memory = |text: &str| text.parse::<MemoryTolerance>().map_err(|error| error.to_string());
        assert_eq!(of_memory("10%"), Ok(MemoryTolerance(0.1)));
        assert!(of_memory("10% or 1ms").is_err_and(|message| message.contains("memory")));
    }

    #[test]
    fn c11_either_exceeded_is_too_much() {
        let either = Tolerance::Either { part: 0.1, time: TENTH };
        assert_eq!([0.5, 1.0, 10.0].map(|base| either.of(base)), [0.1, 0.1, 0.01]);
        assert_eq!(Tolerance::Time { time: TENTH }.of(0.5), 0.2);
        assert_eq!((either.of_memory(), Tolerance::Time { time: TENTH }.of_memory()), (0.1, 0.1));
    }

    #[test]
    fn c11_a_part_alone_is_written_as_before() {
        let round = |tolerance: Tolerance| {
            let text = serde_json::to_string(&tolerance).expect("plain");
            assert_eq!(serde_json::from_str::<Tolerance>(&text).expect("as written"), tolerance);
            text
        };
        assert_eq!(round(Tolerance::Part(0.1)), "0.1");
        assert_eq!(round(Tolerance::Time { time: TENTH }), r#"{"time":100000000}"#);
        assert_eq!(round(Tolerance::Either { part: 0.1, time: TENTH }), r#"{"part":0.1,"time":100000000}"#);
        assert_eq!(serde_json::from_str::<Tolerance>("1").expect("whole"), Tolerance::Part(1.0));
    }
}
