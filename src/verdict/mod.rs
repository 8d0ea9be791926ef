//! Verdicts: pass, fail, or the honest third things, each with its reasons and evidence.

mod comparison;
mod creation;
mod differences;
mod failed;
mod growth;
mod import;
mod probe;
mod reason;
mod retention;
mod slowness;
mod times;
mod websocket;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use comparison::{Named, judge_comparison, not_compared, nothing_compared};
pub use creation::judge_creation;
pub use growth::{judge_growth, rate_of_leak};
pub use import::judge_import;
pub use probe::{Limit, Measured, ProbeReport};
pub use reason::{
    BaselineReason, CheckReason, CommandReason, ComparisonReason, Counts, CreationReason, CycleReason,
    Exception, FailureReason, GrowthReason, ImportReason, Isolation, LeakRate, LeftReason, Location,
    Mismatch, ModuleTime, NoReplay, NoteReason, PairsReason, Planned, ReadingReason, Reason, ReportTrouble,
    RetentionReason, RunEnd, RunReason, SlownessReason, Spread, SuiteReason, SyntaxReason, TapFault,
    TestFailure, TestSource, TimeReason, Timed, Typical, WebsocketReason, comes_of_an_import,
};
pub use websocket::judge_websocket;

/// What a probe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Measured, and within the limit.
    Pass,
    /// Measured, and over the limit.
    Fail,
    /// Measured, and not enough to say.
    Inconclusive,
    /// Ran, and proved nothing.
    Vacuous,
    /// Could not be measured: the target failed.
    Error,
}

impl Status {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Fail, Self::Inconclusive, Self::Vacuous, Self::Error];

    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Vacuous => "vacuous",
            Self::Error => "error",
        }
    }
}

impl Status {
    /// The worst of several: none, or an unfinished run, is never a pass.
    pub fn worst(statuses: impl IntoIterator<Item = Self>, finished: bool) -> Self {
        let rank = |status: &Self| match status {
            Self::Pass => 0,
            Self::Inconclusive => 1,
            Self::Vacuous => 2,
            Self::Error => 3,
            Self::Fail => 4,
        };
        match statuses.into_iter().max_by_key(rank) {
            None => Self::Inconclusive,
            Some(Self::Pass) if !finished => Self::Inconclusive,
            Some(status) => status,
        }
    }
}

/// A status, why, and from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    fn because_of(self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        reasons.into_iter().fold(self, Self::because)
    }

    /// With this evidence behind its own.
    fn resting_on_all(self, evidence: impl IntoIterator<Item = Reason>) -> Self {
        evidence.into_iter().fold(self, Self::resting_on)
    }
}
