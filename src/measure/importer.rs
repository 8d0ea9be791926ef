//! One import under measurement: prepares its caches, then gives one fresh process a sample.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use vitals_probes::wire::{self, ImportSample, Message, Task, Trace};

use super::bytecode::OwnBytecode;
use super::context::{FailedRun, MeasureContext};
use super::eviction::evict;
use super::habits::Habits;
use super::import_measurement::{Bytecode, ImportMeasurement, ImportOrder, ImportRun};
use super::room::{full, not_written};
use crate::config::Cache;
use crate::quantity::Nanos;
use crate::worker::{Environment, Failure, LastOutput, Outcome, Place};

/// An import that is measured sample by sample.
pub struct Importer<'a> {
    context: &'a MeasureContext<'a>,
    order: &'a ImportOrder,
    variables: Environment,
    evicted: BTreeSet<PathBuf>,
    habits: Habits,
    measured: ImportMeasurement,
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

    fn use_own_bytecode(&mut self, kind: Bytecode) -> io::Result<PathBuf> {
        let folder = self.context.scratch.folder("bytecode")?;
        self.read_bytecode_from(&folder);
        self.measured.bytecode = kind;
        Ok(folder)
    }

    /// From now on bytecode is read there, and none is written.
    fn read_bytecode_from(&mut self, folder: &Path) {
        self.variables.insert("PYTHONPYCACHEPREFIX".into(), folder.display().to_string());
        self.variables.insert("PYTHONDONTWRITEBYTECODE".into(), "1".into());
    }

    fn task(&self, trace: bool, warming_up: bool) -> Task {
        Task::Import {
            module: self.order.module.clone(),
            trace,
            list_files: self.order.cache == Cache::ColdDisk && self.evicted.is_empty(),
            list_sharing: warming_up,
        }
    }

    /// Fills the caches. False where the target failed already.
    ///
    /// The first import counts as a sample if it found everything warm.
    ///
    /// # Errors
    /// Where the system refuses a process or a temporary folder.
    pub fn warm_up(&mut self) -> io::Result<bool> {
        if let Some(own) =
            self.order.own_bytecode.as_ref().filter(|_| self.order.cache != Cache::ColdBytecode)
        {
            return self.fill(own);
        }
        let Some((run, trace)) = self.warming_up(&self.variables.clone())? else { return Ok(false) };
        let compiled = trace.modules.iter().any(|module| module.bytecode == wire::Bytecode::Compiled);
        self.evicted.extend(files_of(&run.sample, &trace));
        let from_disk = may_come_from_disk(&run.sample);
        if self.order.cache == Cache::Warm && self.order.trace && !compiled && !from_disk {
            self.keep(run, Some(trace));
            return Ok(true);
        }
        self.measured.warm_ups.push(run);
        if compiled && self.order.cache != Cache::ColdBytecode {
            return self.prepare_bytecode();
        }
        Ok(true)
    }

    /// An import that writes its bytecode into a fresh folder of the tool's. False where it failed.
    fn prepare_bytecode(&mut self) -> io::Result<bool> {
        let folder = self.use_own_bytecode(Bytecode::Prepared)?;
        self.write_bytecode(&folder)
    }

    /// Fills a folder that variants share: with what is installed, then with what an import compiles.
    fn fill(&mut self, own: &OwnBytecode) -> io::Result<bool> {
        self.measured.bytecode = Bytecode::Prepared;
        let mut complete = false;
        if !own.is_known {
            let began = self.context.clock.now();
            // As installed: without a folder of the tool's, and writing nothing.
            let plain = [("PYTHONPYCACHEPREFIX", ""), ("PYTHONDONTWRITEBYTECODE", "1")];
            let plain = plain.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let Some((run, trace)) = self.warming_up(&plain)? else { return Ok(false) };
            self.measured.warm_ups.push(run);
            match own.adopt(&trace) {
                Ok(whole) => complete = whole || own.is_shared,
                Err(error) => match full(&own.folder, true) {
                    Some(failure) => return Ok(self.fail(failure, began)),
                    None => return Err(error),
                },
            }
        }
        self.read_bytecode_from(&own.folder);
        if complete { Ok(true) } else { self.write_bytecode(&own.folder) }
    }

    fn write_bytecode(&mut self, folder: &Path) -> io::Result<bool> {
        let began = self.context.clock.now();
        let mut with_bytecode = self.variables.clone();
        with_bytecode.insert("PYTHONDONTWRITEBYTECODE".into(), String::new());
        self.evicted.clear();
        let Some((run, trace)) = self.warming_up(&with_bytecode)? else { return Ok(false) };
        if let Some(failure) = not_written(folder, &trace) {
            return Ok(self.fail(failure, began));
        }
        self.evicted.extend(files_of(&run.sample, &trace));
        self.measured.warm_ups.push(run);
        Ok(true)
    }

    /// What prevents a sample before there is one. Gives false, as whoever prepares samples does.
    fn fail(&mut self, failure: Failure, began: Instant) -> bool {
        let wall = self.context.clock.now().duration_since(began);
        let wall = Nanos(u64::try_from(wall.as_nanos()).unwrap_or(u64::MAX));
        let failed = FailedRun { failure, output: LastOutput::default(), wall, warming_up: true };
        self.measured.failures.push(failed);
        false
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

    /// One more fresh process, at once with another one's.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn run_at(&self, place: Place<'_>) -> io::Result<Outcome> {
        self.run_task(Some(place), &self.task(self.order.trace, false), &self.variables)
    }

    /// Keeps what such a process gave. False where it failed; that is recorded.
    pub fn take(&mut self, outcome: Outcome) -> bool {
        let taken = self.taken(outcome);
        let answered = taken.is_some();
        if let Some((run, trace)) = taken {
            self.keep(run, self.order.trace.then_some(trace));
        }
        answered
    }

    /// What its warm-up shows of it.
    pub fn habits(&self) -> &Habits {
        &self.habits
    }

    /// The longest that a sample may take.
    pub fn timeout(&self) -> Nanos {
        self.context.timeout
    }

    fn run_task(
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

    fn keep(&mut self, run: ImportRun, trace: Option<Trace>) {
        self.context.progress.advance(&run.sample.span.wall.to_string());
        self.measured.traces.extend(trace);
        self.measured.samples.push(run);
    }

    /// An import that fills the caches; a failure is marked as such.
    fn warming_up(&mut self, variables: &Environment) -> io::Result<Option<(ImportRun, Trace)>> {
        let outcome = self.run_task(None, &self.task(true, true), variables)?;
        self.habits.see(&outcome.messages);
        let taken = self.taken(outcome);
        if let (None, Some(failed)) = (&taken, self.measured.failures.last_mut()) {
            failed.warming_up = true;
        }
        Ok(taken)
    }

    /// What a process gave. None where it failed; that is recorded.
    fn taken(&mut self, mut outcome: Outcome) -> Option<(ImportRun, Trace)> {
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

/// Whether an import waited for a disk, or may have: where nothing of that was read, nothing says that it did not.
fn may_come_from_disk(sample: &ImportSample) -> bool {
    let counted = [sample.disk_read.map(|bytes| bytes.0), sample.major_faults];
    let mut counted = counted.into_iter().flatten().peekable();
    counted.peek().is_none() || counted.any(|count| count > 0)
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
fn files_of(sample: &ImportSample, trace: &Trace) -> Vec<PathBuf> {
    let modules = trace.modules.iter().flat_map(|module| [module.origin.as_ref(), module.cached.as_ref()]);
    let named = sample.files.iter().chain(modules.flatten());
    let regular = |path: &&String| {
        Path::new(path).is_absolute() && !path.starts_with("/proc/") && !path.starts_with("/dev/")
    };
    named.filter(regular).map(PathBuf::from).collect()
}
