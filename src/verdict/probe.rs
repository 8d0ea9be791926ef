//! A probe, measured and judged: all that is known of it, which every report shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Verdict, rate_of_leak};
use crate::cause::{StallGroup, stall_groups};
use crate::measure::{CreationMeasurement, FailedRun, GrowthMeasurement, ImportMeasurement, Shape};
use crate::plan::LimitRule;
use crate::quantity::{Bytes, Nanos};
use crate::statistics::{Interval, Summary};
use crate::worker::Failure;

/// One probe.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProbeReport {
    /// The verdict.
    pub verdict: Verdict,
    /// The limit, in words.
    pub limit: String,
    /// The limit in seconds or bytes.
    #[serde(default)]
    pub bound: Option<f64>,
    /// In seconds; None where nothing was timed.
    pub interval: Option<Interval>,
    /// In seconds.
    pub summary: Option<Summary>,
    /// Where an import or a first creation stood still, in its fastest sample.
    pub stalls: Vec<StallGroup>,
    /// All that was measured.
    #[serde(flatten)]
    pub measured: Measured,
}

/// What a probe is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Of an import or a creation.
    Time(Nanos),
    /// Of a growth.
    Size(Bytes),
}

impl Limit {
    /// In seconds or bytes.
    fn bound(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Size(size) => size.0 as f64,
        }
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Time(time) => time.fmt(formatter),
            Self::Size(size) => size.fmt(formatter),
        }
    }
}

/// What was measured, by probe.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "probe", content = "measurement", rename_all = "snake_case")]
pub enum Measured {
    /// An import.
    Import(ImportMeasurement),
    /// A creation.
    Create(CreationMeasurement),
    /// A growth.
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

    /// How long the target was waited for in vain.
    fn unfinished(&self) -> Option<Nanos> {
        self.failures().iter().find_map(|failed| match failed.failure {
            Failure::Hung { after, .. } | Failure::OutOfBudget { after, .. } => Some(after),
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
            limit: limit.to_string(),
            bound: Some(limit.bound()),
            interval: rule.and_then(|rule| rule.interval(&seconds)),
            summary: Summary::of(&seconds),
            stalls,
            measured,
        }
    }

    /// The median with the range that was seen, in few words.
    pub fn in_brief(&self) -> String {
        if let Some(summary) = self.summary {
            let [median, min, max] = [summary.median, summary.min, summary.max].map(Nanos::from_secs_f64);
            return format!("{median}  ({min} … {max}, n = {})", summary.n);
        }
        if let Some(after) = self.measured.unfinished() {
            return format!("not done after {after}");
        }
        match &self.measured {
            Measured::Growth(growth) => growth.summary.as_ref().map_or_else(
                || "not measured".into(),
                |summary| {
                    // Where it does not rise, a rate would be noise.
                    match summary.shape {
                        Shape::Leak => {
                            format!("{}, {} kept", rate_of_leak(summary, growth.objects), summary.kept)
                        }
                        Shape::Plateau | Shape::Steady => format!("not rising, {} kept", summary.kept),
                    }
                },
            ),
            _ => "not measured".into(),
        }
    }
}
