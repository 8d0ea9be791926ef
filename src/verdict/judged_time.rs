//! One of several times of a probe, with what it came to.

use serde::{Deserialize, Serialize};

use super::status::Status;
use crate::measure::Timed;
use crate::plan::LimitRule;
use crate::quantity::Nanos;
use crate::statistics::{Interval, Summary};

/// One time against its limit, where a probe has several: which of them is too slow stands here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct JudgedTime {
    /// What was timed.
    pub of: Timed,
    /// What it came to.
    pub status: Status,
    /// What it is held against.
    pub limit: Nanos,
    /// Of the typical time, in seconds; None where nothing was timed.
    pub interval: Option<Interval>,
    /// In seconds.
    pub summary: Option<Summary>,
}

impl JudgedTime {
    pub(super) fn new(of: Timed, status: Status, rule: &LimitRule, seconds: &[f64]) -> Self {
        Self {
            of,
            status,
            limit: Nanos::from_secs_f64(rule.limit),
            interval: rule.shown(seconds),
            summary: Summary::of(seconds),
        }
    }
}
