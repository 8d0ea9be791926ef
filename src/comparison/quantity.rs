//! One quantity of two variants, and its unit.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::measure::Timed;
use crate::plan::Decision;
use crate::statistics::Interval;

/// What a quantity is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A time.
    Seconds,
    /// An amount of memory.
    Bytes,
    /// A plain number.
    Count,
}

impl Unit {
    /// As series, tables and metrics name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Count => "count",
        }
    }
}

/// What a number of one side is, and what the ratio is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Medians; the ratio is the typical one of the pairs.
    #[default]
    Median,
    /// Means of each side's faster third, and their ratio.
    FasterThird,
    /// Geometric trimmed means, and their ratio.
    TrimmedMean,
}

/// One quantity of both variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quantity {
    /// What it is.
    pub name: Cow<'static, str>,
    /// What a time is of, where a probe has times of several things: which of them are too slow stands here.
    #[serde(default)]
    pub of: Option<Timed>,
    /// What both sides are counted in.
    pub unit: Unit,
    /// What stands on both sides.
    #[serde(default)]
    pub statistic: Statistic,
    /// Typical value of the base.
    pub base: f64,
    /// Typical value of the candidate.
    pub candidate: f64,
    /// Candidate over base; None where either side is next to nothing, and where there are fewer than three samples.
    pub ratio: Option<Interval>,
    /// What the rule finds; None for a quantity that is only shown.
    pub finding: Option<Decision>,
}

impl Quantity {
    /// Whether it is worse than is tolerated.
    pub fn regressed(&self) -> bool {
        self.finding.is_some_and(Decision::is_regression)
    }
}
