//! A status with its reasons and evidence.

use serde::{Deserialize, Serialize};

use super::reason::{Reason, TimeReason};
use super::status::Status;
use crate::measure::Timed;

/// A status, why, and from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// What it came to.
    pub status: Status,
    /// Why: the most relevant first.
    pub reasons: Vec<Reason>,
    /// What it rests on.
    pub evidence: Vec<Reason>,
}

impl Verdict {
    /// A status and why.
    pub fn new(status: Status, reason: impl Into<Reason>) -> Self {
        Self { status, reasons: vec![reason.into()], evidence: Vec::new() }
    }

    /// The times that are over their limits.
    pub fn over_limit(&self) -> Vec<Timed> {
        let over = self.reasons.iter().filter_map(|reason| match reason {
            Reason::Time(TimeReason::OverLimit { of, .. }) => Some(*of),
            _ => None,
        });
        over.collect()
    }

    /// One more reason.
    pub fn because(mut self, reason: impl Into<Reason>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// One more piece of evidence.
    pub fn resting_on(mut self, evidence: impl Into<Reason>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    /// With these reasons behind its own.
    pub(super) fn because_of(self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        reasons.into_iter().fold(self, Self::because)
    }

    /// With this evidence behind its own.
    pub(super) fn resting_on_all(self, evidence: impl IntoIterator<Item = Reason>) -> Self {
        evidence.into_iter().fold(self, Self::resting_on)
    }
}
