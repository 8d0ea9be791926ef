//! A number of an entry, and its unit.

use std::borrow::Cow;

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A time.
    Seconds,
    /// An amount of memory.
    Bytes,
    /// A plain number.
    Count,
    /// One number over another.
    Ratio,
}

/// One number of what was judged.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// `time`, `resident memory`, …
    pub quantity: Cow<'a, str>,
    /// `base` or `candidate` where there are two.
    pub side: &'static str,
    /// What `value` is counted in.
    pub unit: Unit,
    /// The median, or the estimate of a ratio.
    pub value: f64,
    /// Its interval.
    pub bounds: Option<[f64; 2]>,
    /// What it may not exceed.
    pub limit: Option<f64>,
}

impl Unit {
    /// Its name, as metrics and tables have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Count => "count",
            Self::Ratio => "ratio",
        }
    }
}

impl From<crate::comparison::Unit> for Unit {
    fn from(unit: crate::comparison::Unit) -> Self {
        match unit {
            crate::comparison::Unit::Seconds => Self::Seconds,
            crate::comparison::Unit::Bytes => Self::Bytes,
            crate::comparison::Unit::Count => Self::Count,
        }
    }
}
