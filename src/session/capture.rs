//! Measuring a target beside the calibration: for a baseline, or against one.

use std::io;
use std::path::Path;

use vitals_probes::wire::Trace;

use super::after_setup::after_setup;
use super::conduct::Run;
use super::error::SessionError;
use super::sampled::sample_compared;
use super::side::{Preparation, Side, scratch};
use crate::comparison::{Comparison, creation_against, growth_against, import_against};
use crate::config::{
    BaselineName, Cache, CreateSettings, GrowthSettings, ImportSettings, Limits, Probe, Variant, defaults,
};
use crate::git::{Commit, GitError, Repository};
use crate::measure::{
    CalibratedImport, CreationOrder, FailedRun, GrowthFigures, GrowthOrder, ImportOrder, MeasureContext,
    OwnBytecode, creation_calibrated, import_calibrated, measure_growth,
};
use crate::plan::ComparisonRule;
use crate::process::{Interrupt, Scratch};
use crate::python::Interpreter;
use crate::report::now;
use crate::store::{
    Baseline, SCHEMA, StoredCreation, StoredGrowth, StoredImport, StoredProbe, StoredSample, modules,
};
use crate::untrusted::masked_command;
use crate::verdict::Verdict;
use crate::worker::{Environment, Worker};

/// What a capture gave.
#[derive(Debug)]
pub enum Captured {
    /// All probes answered.
    Whole {
        /// Their numbers.
        baseline: Box<Baseline>,
        /// Why git does not say which commit it is, where there is a repository: it cannot be replayed.
        unknown_commit: Option<GitError>,
    },
    /// One did not: a baseline without it would be no baseline.
    Failed {
        /// Its name, as configured.
        probe: String,
        /// Why, where a worker failed; None where the time was over.
        failed: Option<Box<FailedRun>>,
    },
}

/// A place where a target is measured beside the calibration.
pub struct CaptureContext<'a> {
    run: Run<'a>,
    side: &'a Side,
    calibration: Worker,
    scratch: &'a Scratch,
}

impl<'a> CaptureContext<'a> {
    /// # Errors
    /// Where the probe library cannot be put in memory.
    pub fn new(run: Run<'a>, side: &'a Side, scratch: &'a Scratch) -> io::Result<Self> {
        let calibration = calibration(run, &side.fingerprint.python)?;
        Ok(Self { run, side, calibration, scratch })
    }

    fn contexts(&self) -> [MeasureContext<'_>; 2] {
        [&self.side.worker, &self.calibration]
            .map(|worker| self.run.context(worker, self.scratch, defaults::PROBE_BUDGET))
    }

    /// Measures a probe as it was stored, and compares.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn against(
        &self,
        stored: &StoredProbe,
        probe: &Probe,
        rule: &ComparisonRule,
    ) -> Result<Option<Comparison>, SessionError> {
        let [context, calibration] = &self.contexts();
        Ok(match (stored, probe) {
            (StoredProbe::Import(stored), Probe::Import(import)) => {
                let order = import_order(import, &self.side.bytecode);
                let now = after_setup(context, import.setup.as_deref(), |context| {
                    import_calibrated(context, calibration, &order)
                })?;
                Some(import_against(stored, now, rule))
            }
            (StoredProbe::Create(stored), Probe::Create(create)) => {
                let now = creation_calibrated(context, calibration, &creation_order(create, None))?;
                Some(creation_against(stored, now, rule))
            }
            (StoredProbe::Growth(stored), Probe::Growth(growth)) => {
                let now = measure_growth(context, &growth_order(growth))?;
                Some(growth_against(stored, now, rule))
            }
            _ => None,
        })
    }

    /// Samples the creations that are slower than they were; whether there is anything to judge again.
    ///
    /// # Errors
    /// Where the system refuses a process or a temporary folder.
    pub fn sample(&self, probe: &Probe, comparison: &mut Comparison, verdict: &Verdict) -> io::Result<bool> {
        let Probe::Create(create) = probe else { return Ok(false) };
        let [context, _] = &self.contexts();
        sample_compared([context, context], &creation_order(create, None), comparison, verdict)
    }

    /// Measures a probe to be stored.
    fn capture(&self, probe: &Probe) -> Result<Result<StoredProbe, Option<Box<FailedRun>>>, SessionError> {
        let [context, calibration] = &self.contexts();
        Ok(match probe {
            Probe::Import(import) => {
                let order = import_order(import, &self.side.bytecode);
                let taken = after_setup(context, import.setup.as_deref(), |context| {
                    import_calibrated(context, calibration, &order)
                })?;
                enough(taken.calibrations.len(), &taken.measured.failures)
                    .map(|()| StoredProbe::Import(stored_import(import, taken, &self.side.top)))
            }
            Probe::Create(create) => {
                let taken = creation_calibrated(context, calibration, &creation_order(create, None))?;
                enough(taken.times.len(), &taken.measured.failures)
                    .map(|()| StoredProbe::Create(StoredCreation::of(&taken)))
            }
            Probe::Growth(growth) => {
                let taken = measure_growth(context, &growth_order(growth))?;
                let figures = GrowthFigures::of(&taken);
                let runs: Vec<_> = figures.into_iter().collect();
                enough(if runs.is_empty() { 0 } else { LEAST }, &taken.failures).map(|()| {
                    StoredProbe::Growth(StoredGrowth { name: probe.name(), runs, types: taken.types })
                })
            }
        })
    }
}

/// Starts the calibration: in the target's interpreter, away from its folder and variables.
///
/// # Errors
/// Where the probe library cannot be put in memory.
pub(super) fn calibration(run: Run<'_>, python: &Interpreter) -> io::Result<Worker> {
    Worker::new(python, "/".into(), Environment::new(), Limits::default(), run.settings.conditions)
}

/// Samples that a baseline needs.
const LEAST: usize = 5;

fn enough(samples: usize, failures: &[FailedRun]) -> Result<(), Option<Box<FailedRun>>> {
    match failures.first() {
        None if samples >= LEAST => Ok(()),
        failed => Err(failed.cloned().map(Box::new)),
    }
}

pub(super) fn import_order(import: &ImportSettings, bytecode: &OwnBytecode) -> ImportOrder {
    ImportOrder {
        module: import.module.clone(),
        // A cold disk cannot be had for one side alone, nor beside the calibration.
        cache: if import.cache == Cache::ColdDisk { Cache::Warm } else { import.cache },
        trace: true,
        own_bytecode: Some(bytecode.clone()),
    }
}

pub(super) fn creation_order(create: &CreateSettings, samples: Option<usize>) -> CreationOrder {
    CreationOrder::new(create.factory.clone(), create.limit, create.repeat_limit, samples)
}

pub(super) fn growth_order(growth: &GrowthSettings) -> GrowthOrder {
    GrowthOrder {
        factory: growth.factory.clone(),
        objects: growth.objects,
        rounds: growth.rounds,
        // Compared with another run of as many objects.
        adapts: false,
        limit: None,
    }
}

fn stored_import(import: &ImportSettings, taken: CalibratedImport, top: &Path) -> StoredImport {
    let measured = &taken.measured;
    let mut fastest: Vec<(&_, &Trace)> = measured.samples.iter().zip(&measured.traces).collect();
    fastest.sort_by_key(|(run, _)| run.sample.span.active());
    let fastest: Vec<&Trace> = fastest.into_iter().map(|(_, trace)| trace).collect();
    StoredImport {
        name: import.module.clone(),
        cache: measured.cache,
        samples: measured.samples.iter().map(StoredSample::of).collect(),
        modules: modules::keep(&fastest, top),
        calibrations: taken.calibrations,
    }
}

/// Measures all probes of the settings beside the calibration.
///
/// # Errors
/// Where there is no interpreter to measure, or the system refuses a process.
pub fn capture(run: Run<'_>, name: &BaselineName) -> Result<Captured, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    let scratch = scratch(run)?;
    let side = Preparation::new(run, &scratch)?.side(&Variant::WorkingTree)?;
    let capturing = CaptureContext::new(run, &side, &scratch)?;
    let (commit, unknown_commit) = commit_of(&side.root, interrupt)?;
    let mut baseline = Baseline {
        schema: SCHEMA.to_owned(),
        name: name.as_str().to_owned(),
        captured: vec![now()],
        command: masked_command(&conduct.command),
        commit,
        dirty: side.fingerprint.git_dirty,
        fingerprint: side.fingerprint.clone(),
        probes: Vec::new(),
    };
    for probe in &settings.probes {
        match capturing.capture(probe)? {
            Ok(stored) => baseline.probes.push(stored),
            Err(failed) => return Ok(Captured::Failed { probe: probe.name(), failed }),
        }
    }
    Ok(Captured::Whole { baseline: Box::new(baseline), unknown_commit })
}

/// The commit that lies there, or why git does not say it. Neither where there is no git, no repository or no commit:
/// nobody expects one then.
pub(super) fn commit_of(
    root: &Path,
    interrupt: &Interrupt,
) -> Result<(Option<Commit>, Option<GitError>), GitError> {
    let Ok(head) = crate::config::revision("HEAD") else { return Ok((None, None)) };
    let found = Repository::around(root, interrupt)
        .and_then(|repository| repository.map(|found| found.resolve(&head, interrupt)).transpose());
    match found {
        Ok(commit) => Ok((commit, None)),
        Err(GitError::NotInstalled | GitError::UnknownRevision { .. }) => Ok((None, None)),
        Err(error) if error.is_of_the_repository() => Ok((None, Some(error))),
        Err(error) => Err(error),
    }
}
