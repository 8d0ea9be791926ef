//! Measuring an import: warm-up, then one fresh process a sample.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;
use vitals_probes::wire::{self, ImportSample, Message, Task, Trace};

use super::eviction::evict;
use super::lab::{FailedRun, Lab};
use crate::config::Cache;
use crate::plan::LimitRule;
use crate::process::ResourceUse;
use crate::quantity::{Bytes, Nanos};
use crate::worker::{Environment, Outcome};

/// Samples are taken beyond the verdict's need up to this many,
const CHEAP_SAMPLES: usize = 10;
/// while all of them together took less than this.
const CHEAP: Nanos = Nanos::from_millis(500);

/// What to measure.
#[derive(Clone, Debug)]
pub struct ImportOrder {
    /// Dotted name.
    pub module: String,
    /// When to stop.
    pub rule: LimitRule,
    /// What is cached.
    pub cache: Cache,
    /// Whether each sample is traced.
    pub trace: bool,
}

/// One measured import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportRun {
    /// What the probe measured.
    #[serde(flatten)]
    pub sample: ImportSample,
    /// From the spawn to the probe's entry: the interpreter's start, which is not part of the import.
    pub start_up: Nanos,
    /// The whole process, as the kernel counted it.
    pub process: ResourceUse,
    /// Processes that the import left running; they were ended.
    pub left_behind: Vec<String>,
}

/// Where bytecode came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bytecode {
    /// From the target's own `__pycache__`, complete.
    Own,
    /// Some was missing: all was compiled once into a temporary folder, and read from there.
    Prepared,
    /// Compiled in every sample, as asked for.
    Never,
}

/// All samples of one module.
#[derive(Clone, Debug, Serialize)]
pub struct ImportMeasurement {
    /// Dotted name.
    pub module: String,
    /// What was cached.
    pub cache: Cache,
    /// Where bytecode came from.
    pub bytecode: Bytecode,
    /// Imports that prepared the caches and do not count.
    pub warm_ups: Vec<ImportRun>,
    /// Imports that count.
    pub samples: Vec<ImportRun>,
    /// Modules and stalls of the fastest sample: the one least disturbed.
    pub trace: Option<Trace>,
    /// Samples that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Files that were dropped from the page cache before each sample.
    pub files_evicted: Option<usize>,
}

impl ImportMeasurement {
    /// Wall times in seconds, in order.
    pub fn seconds(&self) -> Vec<f64> {
        self.samples.iter().map(|run| run.sample.span.wall.as_secs_f64()).collect()
    }
}

/// Takes samples until the rule is content.
///
/// # Errors
/// Where the system refuses a process or a temporary folder; what the target does wrong is in the measurement.
pub fn measure_import(lab: &Lab<'_>, order: &ImportOrder) -> io::Result<ImportMeasurement> {
    lab.progress.begin(&format!("import {}", order.module), order.rule.most() as u64);
    let mut importing = Importing::new(lab, order)?;
    if importing.warm_up()? {
        importing.sample()?;
    }
    Ok(importing.measured)
}

/// A measurement on its way.
struct Importing<'a> {
    lab: &'a Lab<'a>,
    order: &'a ImportOrder,
    /// Bytecode of the tool's own; removed at the end.
    bytecode: Option<TempDir>,
    variables: Environment,
    evicted: BTreeSet<PathBuf>,
    fastest: Nanos,
    measured: ImportMeasurement,
}

impl<'a> Importing<'a> {
    fn new(lab: &'a Lab<'a>, order: &'a ImportOrder) -> io::Result<Self> {
        let measured = ImportMeasurement {
            module: order.module.clone(),
            cache: order.cache,
            bytecode: Bytecode::Own,
            warm_ups: Vec::new(),
            samples: Vec::new(),
            trace: None,
            failures: Vec::new(),
            files_evicted: None,
        };
        let mut importing = Self {
            lab,
            order,
            bytecode: None,
            variables: Environment::new(),
            evicted: BTreeSet::new(),
            fastest: Nanos(u64::MAX),
            measured,
        };
        if order.cache == Cache::ColdBytecode {
            importing.use_own_bytecode(Bytecode::Never)?;
        }
        Ok(importing)
    }

    fn use_own_bytecode(&mut self, kind: Bytecode) -> io::Result<()> {
        let folder = tempfile::Builder::new().prefix("vitals-bytecode-").tempdir()?;
        self.variables.insert("PYTHONPYCACHEPREFIX".into(), folder.path().display().to_string());
        self.measured.bytecode = kind;
        self.bytecode = Some(folder);
        Ok(())
    }

    fn task(&self, trace: bool) -> Task {
        Task::Import {
            module: self.order.module.clone(),
            trace,
            list_files: self.order.cache == Cache::ColdDisk && self.evicted.is_empty(),
        }
    }

    /// Fills the caches. False where the target failed already.
    ///
    /// The first import counts as a sample if it found everything warm.
    fn warm_up(&mut self) -> io::Result<bool> {
        let Some((run, trace)) = self.import(true, &self.variables.clone())? else { return Ok(false) };
        let compiled = trace.modules.iter().any(|module| module.bytecode == wire::Bytecode::Compiled);
        self.evicted.extend(files_of(&run.sample, &trace));
        let warm = self.order.cache == Cache::Warm
            && self.order.trace
            && !compiled
            && run.sample.disk_read == Bytes(0)
            && run.sample.major_faults == 0;
        if warm {
            self.keep(run, Some(trace));
            return Ok(true);
        }
        self.measured.warm_ups.push(run);
        if compiled && self.order.cache != Cache::ColdBytecode {
            self.use_own_bytecode(Bytecode::Prepared)?;
            let mut writing = self.variables.clone();
            writing.insert("PYTHONDONTWRITEBYTECODE".into(), String::new());
            self.evicted.clear();
            let Some((run, trace)) = self.import(true, &writing)? else { return Ok(false) };
            self.evicted.extend(files_of(&run.sample, &trace));
            self.measured.warm_ups.push(run);
        }
        Ok(true)
    }

    fn sample(&mut self) -> io::Result<()> {
        let rule = &self.order.rule;
        let mut taken = self.measured.samples.len();
        while taken < rule.most()
            && (rule.wants_more(&self.measured.seconds()) || self.cheap())
            && !self.lab.over()
        {
            if self.order.cache == Cache::ColdDisk {
                self.measured.files_evicted = Some(evict(self.evicted.iter().map(PathBuf::as_path)));
            }
            taken += 1;
            match self.import(self.order.trace, &self.variables.clone())? {
                Some((run, trace)) => self.keep(run, self.order.trace.then_some(trace)),
                None if self.lab.keep_going => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Whether a few more samples cost next to nothing: they decide nothing, but tell a reader more.
    fn cheap(&self) -> bool {
        let spent: Nanos = self.measured.samples.iter().map(|run| run.sample.span.wall + run.start_up).sum();
        self.order.rule.fixed.is_none() && self.measured.samples.len() < CHEAP_SAMPLES && spent < CHEAP
    }

    fn keep(&mut self, run: ImportRun, trace: Option<Trace>) {
        self.lab.progress.advance(&run.sample.span.wall.to_string());
        if run.sample.span.wall < self.fastest {
            self.fastest = run.sample.span.wall;
            self.measured.trace = trace.or(self.measured.trace.take());
        }
        self.measured.samples.push(run);
    }

    /// One fresh process. None where it failed; that is recorded.
    fn import(&mut self, trace: bool, variables: &Environment) -> io::Result<Option<(ImportRun, Trace)>> {
        let mut outcome = self.lab.run(&self.task(trace), variables, &mut |_| {})?;
        if let Some(failed) = FailedRun::of(&mut outcome) {
            if self.measured.trace.is_none() {
                self.measured.trace = take_trace(&mut outcome);
            }
            self.measured.failures.push(failed);
            return Ok(None);
        }
        let trace = take_trace(&mut outcome).unwrap_or_default();
        Ok(take_sample(outcome).map(|run| (run, trace)))
    }
}

fn take_trace(outcome: &mut Outcome) -> Option<Trace> {
    outcome.messages.iter_mut().find_map(|message| match message {
        Message::Trace(trace) => Some(std::mem::take(&mut **trace)),
        _ => None,
    })
}

fn take_sample(outcome: Outcome) -> Option<ImportRun> {
    let start_up = outcome.start_up.unwrap_or_default();
    let (process, left_behind) = (outcome.used, outcome.left_behind);
    outcome.messages.into_iter().find_map(|message| match message {
        Message::Import(sample) => {
            Some(ImportRun { sample: *sample, start_up, process, left_behind: left_behind.clone() })
        }
        _ => None,
    })
}

/// Files that an import read: those that Python opened or mapped, and those of its modules.
fn files_of(sample: &ImportSample, trace: &Trace) -> Vec<PathBuf> {
    let modules = trace.modules.iter().flat_map(|module| [module.origin.as_ref(), module.cached.as_ref()]);
    let named = sample.files.iter().chain(modules.flatten());
    let regular = |path: &&String| {
        Path::new(path).is_absolute() && !path.starts_with("/proc/") && !path.starts_with("/dev/")
    };
    named.filter(regular).map(PathBuf::from).collect()
}
