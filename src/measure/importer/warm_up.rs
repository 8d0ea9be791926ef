//! The imports that fill the caches before the first sample.

use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use vitals_probes::wire::{self, ImportSample, Trace};

use super::sampling::{Importer, files_of};
use crate::config::Cache;
use crate::measure::bytecode::OwnBytecode;
use crate::measure::context::FailedRun;
use crate::measure::import_measurement::{Bytecode, ImportRun};
use crate::measure::room::{full, not_written};
use crate::quantity::Nanos;
use crate::worker::{Environment, Failure, LastOutput};

/// What the first import of a warm-up shows of the caches.
#[derive(Debug)]
enum Warmth {
    /// They are filled.
    Ready,
    /// The import failed; that is recorded.
    Failed,
    /// Bytecode is missing in this folder, from which it will be read: another import has to write it.
    WithoutBytecode(PathBuf),
}

/// Fills the caches of two variants. False where one of them failed.
///
/// # Errors
/// Where the system refuses a process, a thread or a temporary folder.
pub fn warm_up_both(sides: &mut [Importer<'_>; 2]) -> io::Result<bool> {
    let mut missing = [None, None];
    for (side, missing) in sides.iter_mut().zip(&mut missing) {
        match side.first_warm_up()? {
            Warmth::Ready => {}
            Warmth::Failed => return Ok(false),
            Warmth::WithoutBytecode(folder) => *missing = Some(folder),
        }
    }
    let seen: Vec<bool> = sides.iter().filter_map(Importer::could_meet_another).collect();
    match missing {
        [Some(of_base), Some(of_candidate)] if !seen.is_empty() && seen.iter().all(|could| *could) => {
            write_at_once(sides, [&of_base, &of_candidate])
        }
        missing => {
            for (side, folder) in sides.iter_mut().zip(missing) {
                if let Some(folder) = folder
                    && !side.write_bytecode(&folder)?
                {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// Both write what bytecode is missing, side by side: an import that waits for long does so once.
fn write_at_once(
    [base, candidate]: &mut [Importer<'_>; 2],
    [of_base, of_candidate]: [&Path; 2],
) -> io::Result<bool> {
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || base.write_bytecode(of_base))?;
        let candidate = candidate.write_bytecode(of_candidate);
        let base = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok(base? & candidate?)
    })
}

impl Importer<'_> {
    /// Fills the caches. False where the target failed already.
    ///
    /// # Errors
    /// Where the system refuses a process or a temporary folder.
    pub fn warm_up(&mut self) -> io::Result<bool> {
        match self.first_warm_up()? {
            Warmth::Ready => Ok(true),
            Warmth::Failed => Ok(false),
            Warmth::WithoutBytecode(folder) => self.write_bytecode(&folder),
        }
    }

    /// The import that shows what the caches hold. None is made where another variant's has shown it.
    ///
    /// It counts as a sample if it found everything warm.
    fn first_warm_up(&mut self) -> io::Result<Warmth> {
        if let Some(own) =
            self.order.own_bytecode.as_ref().filter(|_| self.order.cache != Cache::ColdBytecode)
        {
            return self.adopt(own);
        }
        let Some((run, trace)) = self.warming_up(&self.variables.clone())? else {
            return Ok(Warmth::Failed);
        };
        let compiled = trace.modules.iter().any(|module| module.bytecode == wire::Bytecode::Compiled);
        self.evicted.extend(files_of(&run.sample, &trace));
        let from_disk = may_come_from_disk(&run.sample);
        if self.order.cache == Cache::Warm && self.order.trace && !compiled && !from_disk {
            self.keep(run, Some(trace));
            return Ok(Warmth::Ready);
        }
        self.measured.warm_ups.push(run);
        if compiled && self.order.cache != Cache::ColdBytecode {
            return Ok(Warmth::WithoutBytecode(self.use_own_bytecode(Bytecode::Prepared)?));
        }
        Ok(Warmth::Ready)
    }

    /// Whether an import beside it would neither disturb it nor be disturbed, as far as its first import shows; None before that.
    fn could_meet_another(&self) -> Option<bool> {
        let took = self.habits.beside_another?;
        Some(self.habits.shared.is_empty() && !self.habits.waits && took <= self.context.timeout)
    }

    /// Fills a folder that variants share with the bytecode of what is installed.
    fn adopt(&mut self, own: &OwnBytecode) -> io::Result<Warmth> {
        self.measured.bytecode = Bytecode::Prepared;
        let mut complete = false;
        if !own.is_known {
            let began = self.context.clock.now();
            // As installed: without a folder of the tool's, and writing nothing.
            let plain = [("PYTHONPYCACHEPREFIX", ""), ("PYTHONDONTWRITEBYTECODE", "1")];
            let plain = plain.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let Some((run, trace)) = self.warming_up(&plain)? else { return Ok(Warmth::Failed) };
            self.measured.warm_ups.push(run);
            match own.adopt(&trace) {
                Ok(whole) => complete = whole || own.is_shared,
                Err(error) => match full(&own.folder, true) {
                    Some(failure) => {
                        self.fail(failure, began);
                        return Ok(Warmth::Failed);
                    }
                    None => return Err(error),
                },
            }
        }
        self.read_bytecode_from(&own.folder);
        Ok(if complete { Warmth::Ready } else { Warmth::WithoutBytecode(own.folder.clone()) })
    }

    /// An import that writes the bytecode which is missing in that folder. False where it failed.
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
}

/// Whether an import waited for a disk, or may have: where nothing of that was read, nothing says that it did not.
fn may_come_from_disk(sample: &ImportSample) -> bool {
    let counted = [sample.disk_read.map(|bytes| bytes.0), sample.major_faults];
    let mut counted = counted.into_iter().flatten().peekable();
    counted.peek().is_none() || counted.any(|count| count > 0)
}
