//! The whole run as data: what `--format json` prints and every other format is made from.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::ComparisonDocument;
use super::head::Head;
use crate::cause::{StallGroup, stall_groups};
use crate::config::Settings;
use crate::measure::{CreationMeasurement, FailedRun, GrowthMeasurement, ImportMeasurement, Shape};
use crate::plan::LimitRule;
use crate::python::Fingerprint;
use crate::quantity::{Bytes, Nanos};
use crate::statistics::{Interval, Summary};
use crate::verdict::{Status, Verdict, rate_of_leak};
use crate::worker::Failure;

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Where the target ran.
    pub root: PathBuf,
    /// Machine, interpreter, commit.
    pub fingerprint: Fingerprint,
    /// One entry a probe, in order.
    pub probes: Vec<ProbeReport>,
    /// The same probes against a baseline, where one was given.
    pub comparison: Option<ComparisonDocument>,
}

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

    fn failures(&self) -> &[FailedRun] {
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

impl Document {
    /// An empty document, dated now.
    pub fn begin(fingerprint: Fingerprint, command: &[String], root: PathBuf, settings: &Settings) -> Self {
        let head = Head::begin(command, settings, settings.probes.len());
        Self { head, root, fingerprint, probes: Vec::new(), comparison: None }
    }

    /// Closes the document.
    pub fn end(&mut self, interrupted: bool) {
        let planned = self.head.planned;
        self.head.interrupted = interrupted;
        if self.probes.len() < planned {
            let missing = planned - self.probes.len();
            let why = if interrupted { "the run was interrupted" } else { "--fail-fast ended the run" };
            self.head.notes.push(format!("{missing} of {planned} probes were not run: {why}"));
        }
    }

    /// The worst of all: an unfinished run is never a pass.
    pub fn status(&self) -> Status {
        let own = self.probes.iter().map(|probe| probe.verdict.status);
        let compared = self.comparison.as_ref().map(ComparisonDocument::status);
        Status::worst(own.chain(compared), self.probes.len() >= self.head.planned)
    }
}
