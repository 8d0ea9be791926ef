//! A night, and what was read in it.

use serde::{Deserialize, Serialize};

use crate::git::Commit;
use crate::statistics::Interval;

/// A run of `vitals nightly`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Night {
    /// Its place among the nights of the history, from 1.
    pub number: usize,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// The commit that was checked out.
    pub commit: Option<Commit>,
    /// Whether tracked files differed from it.
    pub dirty: bool,
}

/// What a series is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subject {
    /// `import`, `create` or `growth`.
    pub probe: String,
    /// Module or factory.
    pub target: String,
    /// `time`, `resident memory` and the like.
    pub quantity: String,
}

impl std::fmt::Display for Subject {
    /// `import shop.app time`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} {}", self.probe, self.target, self.quantity)
    }
}

/// One night's values of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// When, and of what.
    pub night: Night,
    /// Over a commit that was interleaved with it: the commit's hash, and the ratio.
    pub ratio: Option<(String, Interval)>,
    /// As measured, in the subject's unit.
    pub raw: Option<f64>,
    /// Over the time of the calibration that was measured with it: the same on a faster machine.
    pub calibrated: Option<f64>,
    /// What keeps raw figures apart: processor and interpreter.
    pub machine: String,
}
