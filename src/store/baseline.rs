//! A baseline: a measurement that is kept, with all that is needed to compare it later, or to make it again.

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vitals_probes::wire::{Calibration, Span, TypeGrowth};

use super::difference::FingerprintDifference;
use super::modules::StoredModule;
use crate::config::Cache;
use crate::git::Commit;
use crate::measure::{CalibratedCreation, GrowthFigures, ImportRun};
use crate::python::Fingerprint;
use crate::quantity::BytesDelta;

/// Version of the file's shape; also of the calibration's list of modules.
pub const SCHEMA: &str = "vitals-baseline/2";
/// What `schema` begins with.
pub const KIND: &str = "vitals-baseline";

/// A stored measurement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Baseline {
    /// Kind and version: [`SCHEMA`].
    pub schema: String,
    /// As in the file's name.
    pub name: String,
    /// When each capture in it began: RFC 3339, UTC. More than one after a merge.
    pub captured: Vec<String>,
    /// The command line, without what looks like a secret.
    pub command: Vec<String>,
    /// The commit that was checked out.
    pub commit: Option<Commit>,
    /// Whether tracked files differed from it: then it cannot be replayed.
    pub dirty: Option<bool>,
    /// Machine and interpreter.
    pub fingerprint: Fingerprint,
    /// One entry a probe.
    pub probes: Vec<StoredProbe>,
}

/// One probe of a baseline.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "probe", rename_all = "snake_case")]
pub enum StoredProbe {
    /// Imports in fresh processes.
    Import(StoredImport),
    /// A creation.
    Create(StoredCreation),
    /// Rounds of objects in one process.
    Growth(StoredGrowth),
}

/// An import probe's samples, with those of the calibration beside them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredImport {
    /// Dotted name.
    pub name: String,
    /// What was cached.
    pub cache: Cache,
    /// The samples, in order.
    pub samples: Vec<StoredSample>,
    /// The calibration beside each sample.
    pub calibrations: Vec<Calibration>,
    /// The module tree of the fastest samples.
    pub modules: Vec<StoredModule>,
}

/// One import.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredSample {
    /// Wall, processor and waiting time.
    #[serde(flatten)]
    pub times: Span,
    /// What it added to the resident size; None where it was not read.
    pub rss: Option<BytesDelta>,
    /// What it added to the unique size; None where it was not read.
    pub uss: Option<BytesDelta>,
}

impl StoredSample {
    /// Of one import.
    pub fn of(run: &ImportRun) -> Self {
        Self { times: run.sample.span, rss: run.sample.added_rss(), uss: run.sample.added_uss() }
    }
}

/// A create probe's samples, with those of the calibration beside them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredCreation {
    /// `package.module:callable`.
    pub name: String,
    /// One observation of first creations a worker.
    pub samples: Vec<Span>,
    /// One of repeated creations a worker; None, and no entry, where an older version did not take it.
    #[serde(default)]
    pub repeated: Vec<Option<Span>>,
    /// The calibration beside each observation.
    pub calibrations: Vec<Calibration>,
}

impl StoredCreation {
    /// What is kept of a measurement.
    pub fn of(taken: &CalibratedCreation) -> Self {
        Self {
            name: taken.measured.factory.clone(),
            samples: taken.times.clone(),
            repeated: taken.repeated.iter().copied().map(Some).collect(),
            calibrations: taken.calibrations.clone(),
        }
    }

    /// The observations of repeated creations, and the calibration beside each.
    pub fn repeated(&self) -> (Vec<Span>, Vec<Calibration>) {
        let beside = self.repeated.iter().zip(&self.calibrations);
        beside.filter_map(|(span, calibration)| Some(((*span)?, *calibration))).unzip()
    }

    /// The same factory's samples, after its own.
    fn add(&mut self, more: Self) {
        let known = self.samples.len();
        self.repeated.resize(known, None);
        self.repeated.extend(more.repeated);
        self.samples.extend(more.samples);
        self.repeated.resize(self.samples.len(), None);
        self.calibrations.extend(more.calibrations);
    }
}

/// A growth probe's rounds and what they came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredGrowth {
    /// `package.module:callable`.
    pub name: String,
    /// One entry a run.
    pub runs: Vec<GrowthFigures>,
    /// Types that became more.
    pub types: Vec<TypeGrowth>,
}

/// Why two captures are not one baseline.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
#[error("the capture cannot be added to the baseline {name}: {reason}")]
#[diagnostic(help("capture under another name, or put the old one away with --replace"))]
pub struct MergeError {
    /// The baseline's name.
    pub name: String,
    /// In words.
    pub reason: String,
}

impl StoredProbe {
    /// Module or factory.
    pub fn name(&self) -> &str {
        match self {
            Self::Import(import) => &import.name,
            Self::Create(create) => &create.name,
            Self::Growth(growth) => &growth.name,
        }
    }

    /// Times of it that are compared.
    pub fn times(&self) -> usize {
        match self {
            Self::Import(_) => 1,
            Self::Create(_) => 2,
            Self::Growth(_) => 0,
        }
    }

    /// The probe's name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Create(_) => "create",
            Self::Growth(_) => "growth",
        }
    }
}

impl Baseline {
    /// The stored probe of that kind and name.
    pub fn probe(&self, kind: &str, name: &str) -> Option<&StoredProbe> {
        self.probes.iter().find(|probe| probe.kind() == kind && probe.name() == name)
    }

    /// Why it says nothing about measurements made with another fingerprint.
    pub fn differs_from(&self, now: &Fingerprint) -> Option<FingerprintDifference> {
        FingerprintDifference::between(&self.fingerprint, now)
    }

    /// Adds another capture of the same thing.
    ///
    /// # Errors
    /// Where it is not the same commit, machine, interpreter or list of probes.
    pub fn merge(&mut self, other: Self) -> Result<(), MergeError> {
        let name = self.name.clone();
        let refused = |reason: String| Err(MergeError { name, reason });
        let hash = |baseline: &Self| baseline.commit.as_ref().map(|commit| commit.hash.clone());
        if hash(self) != hash(&other) || self.dirty != other.dirty {
            return refused("it is of another commit".into());
        }
        if self.dirty == Some(true) {
            return refused(
                "the checkout had changes that are in no commit: nobody knows whether the same".into(),
            );
        }
        if let Some(difference) = self.differs_from(&other.fingerprint) {
            return refused(format!("it was made with {difference}"));
        }
        let names = |baseline: &Self| {
            baseline.probes.iter().map(|probe| (probe.kind(), probe.name().to_owned())).collect::<Vec<_>>()
        };
        if names(self) != names(&other) {
            return refused("it is of other probes".into());
        }
        for (own, more) in self.probes.iter_mut().zip(other.probes) {
            own.add(more);
        }
        self.captured.extend(other.captured);
        Ok(())
    }
}

impl StoredProbe {
    /// The same probe's samples, after its own.
    fn add(&mut self, more: Self) {
        match (self, more) {
            (Self::Import(own), Self::Import(more)) => {
                own.samples.extend(more.samples);
                own.calibrations.extend(more.calibrations);
            }
            (Self::Create(own), Self::Create(more)) => own.add(more),
            (Self::Growth(own), Self::Growth(more)) => own.runs.extend(more.runs),
            // Kinds and names were compared.
            _ => {}
        }
    }
}
