//! A probe, measured and judged: all that is known of it, which every report shows.

use serde::{Deserialize, Serialize};

use super::judged_time::JudgedTime;
use super::reason::Reason;
use super::reasoned::Verdict;
use crate::cause::{StallGroup, stall_groups};
use crate::measure::{CreationMeasurement, FailedRun, GrowthMeasurement, ImportMeasurement, Timed};
use crate::plan::LimitRule;
use crate::quantity::{Bytes, Nanos};
use crate::statistics::{Interval, Summary};
use crate::worker::Failure;

/// A probe: what it measured, and how that was judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProbeReport {
    /// With reasons and evidence.
    pub verdict: Verdict,
    /// What it is held against.
    pub limit: Limit,
    /// The same in seconds or bytes; None where an older version did not write it.
    #[serde(default)]
    pub bound: Option<f64>,
    /// In seconds; None where nothing was timed.
    pub interval: Option<Interval>,
    /// In seconds.
    pub summary: Option<Summary>,
    /// Each time of a creation against its limit: the first, of which the fields above are too, and the repeated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creations: Vec<JudgedTime>,
    /// Where an import or a first creation was blocked, in its fastest sample.
    pub stalls: Vec<StallGroup>,
    /// All that was measured.
    #[serde(flatten)]
    pub measured: Measured,
}

/// What a probe is held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Of an import or a creation, in nanoseconds.
    Time(Nanos),
    /// Of a growth, in bytes.
    Size(Bytes),
    /// As version 1 of the documents wrote it.
    #[serde(untagged)]
    Legacy(String),
}

impl Limit {
    /// In seconds or bytes.
    fn bound(&self) -> Option<f64> {
        match self {
            Self::Time(time) => Some(time.as_secs_f64()),
            Self::Size(size) => Some(size.0 as f64),
            Self::Legacy(_) => None,
        }
    }
}

/// What was measured, by probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "probe", content = "measurement", rename_all = "snake_case")]
pub enum Measured {
    /// Imports in fresh processes.
    Import(ImportMeasurement),
    /// A creation.
    Create(Box<CreationMeasurement>),
    /// Rounds of objects in one process.
    Growth(Box<GrowthMeasurement>),
}

impl Measured {
    /// The probe's name.
    pub fn probe(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Create(_) => "create",
            Self::Growth(_) => "growth",
        }
    }

    /// What was measured.
    pub fn target(&self) -> &str {
        match self {
            Self::Import(measured) => &measured.module,
            Self::Create(measured) => &measured.factory,
            Self::Growth(measured) => &measured.factory,
        }
    }

    /// Runs that gave no answer.
    pub fn failures(&self) -> &[FailedRun] {
        match self {
            Self::Import(measured) => &measured.failures,
            Self::Create(measured) => &measured.failures,
            Self::Growth(measured) => &measured.failures,
        }
    }

    /// The same, to be explained further.
    pub fn failures_mut(&mut self) -> &mut [FailedRun] {
        match self {
            Self::Import(measured) => &mut measured.failures,
            Self::Create(measured) => &mut measured.failures,
            Self::Growth(measured) => &mut measured.failures,
        }
    }

    /// How long the target was waited for in vain.
    pub fn unfinished(&self) -> Option<Nanos> {
        self.failures().iter().find_map(|failed| match failed.failure {
            Failure::Hung { after, .. }
            | Failure::Stopped { after, .. }
            | Failure::OutOfBudget { after, .. } => Some(after),
            _ => None,
        })
    }

    fn seconds(&self) -> Vec<f64> {
        match self {
            Self::Import(measured) => measured.seconds(),
            Self::Create(measured) => measured.seconds(),
            Self::Growth(_) => Vec::new(),
        }
    }
}

impl ProbeReport {
    /// How many samples were asked for, where the run ended before they were taken.
    pub fn asked(&self) -> Option<usize> {
        self.verdict.reasons.iter().find_map(|reason| match reason {
            Reason::Time(reason) => reason.wall()?.asked,
            _ => None,
        })
    }

    /// Puts a measurement and its verdict together.
    pub fn new(measured: Measured, verdict: Verdict, limit: Limit, rule: Option<&LimitRule>) -> Self {
        let seconds = measured.seconds();
        let stalls = match &measured {
            Measured::Import(import) => {
                import.trace.as_ref().map(|trace| stall_groups(&trace.stalls)).unwrap_or_default()
            }
            Measured::Create(create) => stall_groups(&create.stalls),
            Measured::Growth(_) => Vec::new(),
        };
        Self {
            verdict,
            bound: limit.bound(),
            limit,
            interval: rule.and_then(|rule| rule.shown(&seconds)),
            summary: Summary::of(&seconds),
            creations: Vec::new(),
            stalls,
            measured,
        }
    }

    /// The repeated creations against their limit, where they were judged.
    pub fn repeated(&self) -> Option<&JudgedTime> {
        self.creations.iter().find(|judged| judged.of == Timed::RepeatedCreation)
    }
}
