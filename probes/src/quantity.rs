//! Times and sizes as types, so that no number travels without its unit.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// A length of time in nanoseconds. A point in time is a [`Monotonic`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Nanos(pub u64);

impl Nanos {
    /// From whole milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// From seconds; negative values and NaN become zero.
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds.max(0.0) * 1e9).round() as u64)
    }

    /// In seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The difference, or zero where `other` is larger.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self - other`, with its sign.
    pub const fn delta(self, other: Self) -> NanosDelta {
        NanosDelta(self.0 as i64 - other.0 as i64)
    }

    /// As the standard library's duration.
    pub const fn to_duration(self) -> std::time::Duration {
        std::time::Duration::from_nanos(self.0)
    }
}

/// A point in time: nanoseconds of `CLOCK_MONOTONIC`, which all processes of a machine share.
///
/// A length may be added to it and taken from it; two points have a distance, and no sum:
///
/// ```
/// use vitals_probes::quantity::{Monotonic, Nanos};
/// let began = Monotonic(5);
/// assert_eq!((began + Nanos(7)).since(began), Nanos(7));
/// ```
///
/// ```compile_fail,E0308
/// use vitals_probes::quantity::Monotonic;
/// let _ = Monotonic(5) + Monotonic(7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Monotonic(pub u64);

impl Monotonic {
    /// The length of time since `earlier`; zero where that is later.
    pub const fn since(self, earlier: Self) -> Nanos {
        Nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Nanos> for Monotonic {
    type Output = Self;
    fn add(self, length: Nanos) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Sub<Nanos> for Monotonic {
    type Output = Self;
    fn sub(self, length: Nanos) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

/// A change of a time, in nanoseconds, with its sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct NanosDelta(pub i64);

/// A size in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Bytes(pub u64);

impl Bytes {
    /// `self - other`, with its sign.
    pub const fn delta(self, other: Self) -> BytesDelta {
        BytesDelta(self.0 as i64 - other.0 as i64)
    }
}

/// A change of size in bytes: negative where memory was given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct BytesDelta(pub i64);

macro_rules! arithmetic {
    ($($kind:ident),*) => {$(
        impl $kind {
            /// The difference; None where this type cannot hold it: a counter that fell was not read.
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }
        }
        impl Add for $kind {
            type Output = Self;
            fn add(self, other: Self) -> Self { Self(self.0 + other.0) }
        }
        impl AddAssign for $kind {
            fn add_assign(&mut self, other: Self) { self.0 += other.0; }
        }
        impl Sub for $kind {
            type Output = Self;
            fn sub(self, other: Self) -> Self { Self(self.0 - other.0) }
        }
        impl Sum for $kind {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self { items.fold(Self(0), Add::add) }
        }
    )*};
}
arithmetic!(Nanos, NanosDelta, Bytes, BytesDelta);

/// Three significant digits, in the unit that keeps the number between 1 and 1000.
fn three_digits(formatter: &mut fmt::Formatter<'_>, value: f64, unit: &str) -> fmt::Result {
    let decimals = match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        _ => 2,
    };
    formatter.pad(&format!("{value:.decimals$} {unit}"))
}

impl fmt::Display for Nanos {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0 as f64;
        match self.0 {
            0..=999 => formatter.pad(&format!("{} ns", self.0)),
            1_000..=999_499 => three_digits(formatter, nanos / 1e3, "µs"),
            999_500..=999_499_999 => three_digits(formatter, nanos / 1e6, "ms"),
            _ => three_digits(formatter, nanos / 1e9, "s"),
        }
    }
}

impl fmt::Display for NanosDelta {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "+" };
        formatter.pad(&format!("{sign}{}", Nanos(self.0.unsigned_abs())))
    }
}

impl fmt::Display for BytesDelta {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0 as f64;
        match self.0.unsigned_abs() {
            0..=999 => formatter.pad(&format!("{} B", self.0)),
            1_000..=999_499 => three_digits(formatter, bytes / 1e3, "kB"),
            999_500..=999_499_999 => three_digits(formatter, bytes / 1e6, "MB"),
            _ => three_digits(formatter, bytes / 1e9, "GB"),
        }
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        BytesDelta(self.0 as i64).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits_in_the_fitting_unit() {
        let shown: Vec<_> = [7, 1_234, 12_345, 123_456, 999_600, 1_500_000_000, 61_000_000_000]
            .map(|n| Nanos(n).to_string())
            .into();
        assert_eq!(shown, ["7 ns", "1.23 µs", "12.3 µs", "123 µs", "1.00 ms", "1.50 s", "61.0 s"]);
        assert_eq!(
            [NanosDelta(-1_234), NanosDelta(50_000_000)].map(|n| n.to_string()),
            ["-1.23 µs", "+50.0 ms"]
        );
        assert_eq!(BytesDelta(-20_480).to_string(), "-20.5 kB");
        assert_eq!(Bytes(50_000_000).to_string(), "50.0 MB");
    }
}
