//! One import under measurement, sample by sample: each is a fresh process.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use vitals_probes::wire::{ImportSample, Message, Task, Trace};

use crate::config::Cache;
use crate::measure::at_once::{Given, Side};
use crate::measure::context::{FailedRun, MeasureContext};
use crate::measure::disturbance::{Disturbance, of_two_at_once};
use crate::measure::eviction::evict;
use crate::measure::habits::Habits;
use crate::measure::import_measurement::{Bytecode, ImportMeasurement, ImportOrder, ImportRun};
use crate::quantity::{Bytes, Nanos};
use crate::worker::{Environment, Outcome, Place};

/// An import that is measured sample by sample.
pub struct Importer<'a> {
    pub(super) context: &'a MeasureContext<'a>,
    pub(super) order: &'a ImportOrder,
    pub(super) variables: Environment,
    pub(super) evicted: BTreeSet<PathBuf>,
    pub(super) habits: Habits,
    pub(super) measured: ImportMeasurement,
}

impl<'a> Importer<'a> {
    /// Nothing is started yet.
    ///
    /// # Errors
    /// Where there is no temporary folder.
    pub fn new(context: &'a MeasureContext<'a>, order: &'a ImportOrder) -> io::Result<Self> {
        let measured = ImportMeasurement {
            module: order.module.clone(),
            cache: order.cache,
            bytecode: Bytecode::Own,
            warm_ups: Vec::new(),
            samples: Vec::new(),
            trace: None,
            traces: Vec::new(),
            failures: Vec::new(),
            files_evicted: None,
        };
        let mut importer = Self {
            context,
            order,
            variables: Environment::new(),
            evicted: BTreeSet::new(),
            habits: Habits::default(),
            measured,
        };
        if order.cache == Cache::ColdBytecode {
            importer.use_own_bytecode(Bytecode::Never)?;
        }
        Ok(importer)
    }

    pub(super) fn use_own_bytecode(&mut self, kind: Bytecode) -> io::Result<PathBuf> {
        let folder = self.context.scratch.folder("bytecode")?;
        self.read_bytecode_from(&folder);
        self.measured.bytecode = kind;
        Ok(folder)
    }

    /// From now on bytecode is read there, and none is written.
    pub(super) fn read_bytecode_from(&mut self, folder: &Path) {
        self.variables.insert("PYTHONPYCACHEPREFIX".into(), folder.display().to_string());
        self.variables.insert("PYTHONDONTWRITEBYTECODE".into(), "1".into());
    }

    pub(super) fn task(&self, trace: bool, warming_up: bool) -> Task {
        Task::Import {
            module: self.order.module.clone(),
            trace,
            list_files: self.order.cache == Cache::ColdDisk && self.evicted.is_empty(),
            list_sharing: warming_up,
        }
    }

    /// One more sample. False where it failed; that is recorded.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn sample(&mut self) -> io::Result<bool> {
        if self.order.cache == Cache::ColdDisk {
            self.measured.files_evicted = Some(evict(self.evicted.iter().map(PathBuf::as_path)));
        }
        let outcome = self.run_task(None, &self.task(self.order.trace, false), &self.variables)?;
        Ok(self.take(outcome))
    }

    /// Keeps what a process gave. False where it failed; that is recorded.
    fn take(&mut self, outcome: Outcome) -> bool {
        let taken = self.taken(outcome);
        let answered = taken.is_some();
        if let Some((run, trace)) = taken {
            self.keep(run, self.order.trace.then_some(trace));
        }
        answered
    }

    fn last(&self) -> Option<&ImportSample> {
        self.measured.samples.last().map(|run| &run.sample)
    }

    pub(super) fn run_task(
        &self,
        place: Option<Place<'_>>,
        task: &Task,
        variables: &Environment,
    ) -> io::Result<Outcome> {
        self.context.run_at(place, task, variables, &mut |_| {})
    }

    /// What was measured so far; its fastest sample's trace is chosen at the end.
    pub fn measured(&self) -> &ImportMeasurement {
        &self.measured
    }

    /// The measurement.
    pub fn finish(mut self) -> ImportMeasurement {
        let walls = self.measured.samples.iter().map(|run| run.sample.span.wall);
        let fastest = walls.zip(&self.measured.traces).min_by_key(|(wall, _)| *wall);
        if let Some((_, trace)) = fastest {
            self.measured.trace = Some(trace.clone());
        }
        // The tool's own folder is gone when somebody reads of it.
        let scratch = self.context.scratch.path();
        let traces = self.measured.trace.iter_mut().chain(&mut self.measured.traces);
        for module in traces.flat_map(|trace| &mut trace.modules) {
            module.cached = module.cached.take().filter(|path| !Path::new(path).starts_with(scratch));
        }
        self.measured
    }

    pub(super) fn keep(&mut self, run: ImportRun, trace: Option<Trace>) {
        self.context.progress.advance(&run.sample.span.wall.to_string());
        self.measured.traces.extend(trace);
        self.measured.samples.push(run);
    }

    /// What a process gave. None where it failed; that is recorded.
    pub(super) fn taken(&mut self, mut outcome: Outcome) -> Option<(ImportRun, Trace)> {
        if let Some(failed) = FailedRun::of(&mut outcome) {
            if self.measured.trace.is_none() {
                self.measured.trace = take_trace(&mut outcome);
            }
            self.measured.failures.push(failed);
            return None;
        }
        let trace = take_trace(&mut outcome).unwrap_or_default();
        take_sample(outcome).map(|run| (run, trace))
    }
}

impl Side<1> for Importer<'_> {
    fn run_at(&self, place: Place<'_>) -> io::Result<Outcome> {
        self.run_task(Some(place), &self.task(self.order.trace, false), &self.variables)
    }

    fn take(&mut self, outcome: Outcome) -> Given<1> {
        let answered = Importer::take(self, outcome);
        let last = self.last().filter(|_| answered);
        last.map_or(Given::Nothing, |sample| Given::Times([sample.span]))
    }

    fn disturbed(sides: [&Self; 2]) -> Vec<Disturbance> {
        let [Some(base), Some(candidate)] = sides.map(Importer::last) else { return Vec::new() };
        [of_two_at_once(base, candidate), of_two_at_once(candidate, base)].concat()
    }

    fn habits(&self) -> &Habits {
        &self.habits
    }

    fn is_warm(&self) -> bool {
        self.order.cache == Cache::Warm
    }

    fn timeout(&self) -> Nanos {
        self.context.timeout
    }

    fn peak(&self) -> Option<Bytes> {
        let peaks = self.measured.runs().map(|run| run.sample.peak_rss);
        peaks.collect::<Option<Vec<Bytes>>>()?.into_iter().max()
    }
}

fn take_trace(outcome: &mut Outcome) -> Option<Trace> {
    outcome.messages.iter_mut().find_map(|message| match message {
        Message::Trace(trace) => Some(std::mem::take(&mut **trace)),
        _ => None,
    })
}

fn take_sample(outcome: Outcome) -> Option<ImportRun> {
    let start_up = outcome.start_up;
    let (process, left_behind) = (outcome.used, outcome.left_behind);
    outcome.messages.into_iter().find_map(|message| match message {
        Message::Import(sample) => {
            Some(ImportRun { sample: *sample, start_up, process, left_behind: left_behind.clone() })
        }
        _ => None,
    })
}

/// Files that an import read: those that Python opened or mapped, and those of its modules.
pub(super) fn files_of(sample: &ImportSample, trace: &Trace) -> Vec<PathBuf> {
    let modules = trace.modules.iter().flat_map(|module| [module.origin.as_ref(), module.cached.as_ref()]);
    let named = sample.files.iter().chain(modules.flatten());
    let regular = |path: &&String| {
        Path::new(path).is_absolute() && !path.starts_with("/proc/") && !path.starts_with("/dev/")
    };
    named.filter(regular).map(PathBuf::from).collect()
}
