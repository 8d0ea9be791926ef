//! The creation probe: imports once, then forks a child for each first creation.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;

use super::channel::{Channel, leave};
use super::clock::{self, Started};
use super::maker::{Made, Maker};
use super::open_file::ResidentSize;
use super::output::flush_output;
use super::stopwatch::Stopwatch;
use super::watcher::{self, WatchContext, Watcher};
use super::{this_process, threads};
use crate::quantity::{Monotonic, Nanos};
use crate::wire::{CHANNEL_LOST, CreateTask, Creation, Message, Span};

/// Exit status of a forked child that has sent a creation.
const ANSWERED: i32 = 83;
/// Exit status of a forked child that has sent why there is none.
const REFUSED: i32 = 84;

/// First creations that are made however long they take.
const LEAST: u32 = 3;

/// One creation task at work.
struct Creating<'a> {
    channel: &'a Arc<Channel>,
    maker: Maker,
    task: &'a CreateTask,
}

/// Runs the task; what goes wrong in the target is sent, not returned.
pub fn run(py: Python<'_>, channel: &Arc<Channel>, task: &CreateTask, deadline: Monotonic) -> PyResult<()> {
    let creating = Creating { channel, maker: Maker::load(py)?, task };
    let watcher = watcher::start(creating.watch_context(py), channel.clone(), deadline);
    let started = Started::now();
    let prepared = creating.maker.prepare(py, &task.factory);
    let took = started.elapsed().wall;
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    if let Err(error) = prepared {
        channel.send(&creating.maker.explain(py, &error));
        return Ok(());
    }
    let origin = super::import::origin(py, &task.factory.module);
    channel.send(&Message::Ready { took, origin });
    if !task.fork {
        return creating.in_this_process(py, deadline);
    }
    let own = clock::thread_number();
    // Where the threads cannot be listed there may be some: a fork is then as dangerous.
    let others = this_process::threads().map(|all| all.into_iter().filter(move |(number, _)| *number != own));
    let threads = others.map(|others| threads::names(py, others));
    if threads.as_ref().is_none_or(|threads| !threads.is_empty()) {
        channel.send(&Message::ForkRefused { threads });
        return Ok(());
    }
    creating.in_children(py)
}

impl Creating<'_> {
    fn watch_context(&self, py: Python<'_>) -> WatchContext {
        WatchContext { standing: self.maker.standing(py).ok(), ..WatchContext::default() }
    }

    /// One creation, or the repeated creations, right here: where threads forbid a fork.
    fn in_this_process(&self, py: Python<'_>, deadline: Monotonic) -> PyResult<()> {
        self.own_bytecode(py, true)?;
        let watcher = watcher::start(self.watch_context(py), self.channel.clone(), deadline);
        let done = if self.task.repeated > 0 {
            self.repeated(py)
        } else {
            self.first(py, watcher).map(Message::First)
        };
        self.channel.send(&done.unwrap_or_else(|error| self.maker.explain(py, &error)));
        Ok(())
    }

    /// A warm-up, the first creations, the repeated creations: each in a child of its own.
    fn in_children(&self, py: Python<'_>) -> PyResult<()> {
        // The warm-up alone writes bytecode, so that those after it find the same.
        let mut warm = self.in_a_child(py, true, |watcher| self.first(py, watcher).map(Message::WarmUp))?;
        let started = Started::now();
        for number in 0..self.task.first {
            if !warm || (number >= LEAST && started.elapsed().wall > self.task.first_time) {
                break;
            }
            warm = self.in_a_child(py, false, |watcher| self.first(py, watcher).map(Message::First))?;
        }
        if warm && self.task.repeated > 0 {
            self.in_a_child(py, false, |_watcher| self.repeated(py))?;
        }
        Ok(())
    }

    /// A first creation, and where it stood still. The watcher ends when all is measured.
    fn first(&self, py: Python<'_>, watcher: Option<Watcher>) -> PyResult<Creation> {
        let stopwatch = Stopwatch::of_this_thread();
        let mark = stopwatch.start();
        let mut made = self.one(py, 0)?;
        let until = clock::monotonic();
        // The creation lies within this stretch, and the rest of it is short.
        let Span { run_delay, stolen, .. } = stopwatch.stop(&mark).span;
        let span = &mut made.creation.span;
        span.run_delay = run_delay;
        span.stolen = stolen.map(|stolen| stolen.min(span.blocked()));
        self.maker.clean(py, &made.object)?;
        if let Some(watcher) = watcher {
            made.creation.stalls = watcher.stop_between(py, made.start, until);
        }
        Ok(made.creation)
    }

    fn one(&self, py: Python<'_>, number: u64) -> PyResult<Made> {
        let resident = ResidentSize::open();
        let before = resident.now();
        let mut made = self.maker.make(py, number)?;
        made.creation.rss = resident.now().zip(before).map(|(now, before)| now.delta(before));
        Ok(made)
    }

    fn repeated(&self, py: Python<'_>) -> PyResult<Message> {
        let mut creations = Vec::new();
        let later = |number| {
            let made = self.one(py, number)?;
            self.maker.clean(py, &made.object)?;
            Ok::<_, PyErr>(made.creation)
        };
        later(0)?;
        let started = Started::now();
        for number in 1..=u64::from(self.task.repeated) {
            // However slow it is, one repeated creation distinguishes it from the first.
            if number > 1 && started.elapsed().wall >= self.task.repeated_time {
                break;
            }
            creations.push(later(number)?);
        }
        Ok(Message::Repeated { creations })
    }

    /// Bytecode of modules that a creation imports is read from, and written to, a folder of the tool's.
    fn own_bytecode(&self, py: Python<'_>, write: bool) -> PyResult<()> {
        if let Some(folder) = &self.task.bytecode {
            let sys = py.import("sys")?;
            sys.setattr("pycache_prefix", folder)?;
            sys.setattr("dont_write_bytecode", !write)?;
        }
        Ok(())
    }

    /// Forks; the child works, answers and leaves; this process waits for it, no longer than allowed.
    ///
    /// Returns whether the child made its objects.
    fn in_a_child(
        &self,
        py: Python<'_>,
        write_bytecode: bool,
        work: impl FnOnce(Option<Watcher>) -> PyResult<Message>,
    ) -> PyResult<bool> {
        flush_output(py);
        let child: i32 = py.import("os")?.call_method0("fork")?.extract()?;
        if child != 0 {
            return Ok(match wait(child, self.task.each) {
                Ok(made) => made,
                Err(how) => {
                    self.channel.send(&Message::ChildLost { how });
                    false
                }
            });
        }
        // SAFETY: PR_SET_PDEATHSIG takes a signal number; the child must not outlive the worker.
        unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
        self.channel.adopt();
        let near_the_end = clock::monotonic() + Nanos(self.task.each.0 / 10 * 9);
        // Where the work does not stop it, it ends with the child, which leaves at once.
        let watcher = watcher::start(self.watch_context(py), self.channel.clone(), near_the_end);
        let answer = self.own_bytecode(py, write_bytecode).and_then(|()| work(watcher));
        let status = if answer.is_ok() { ANSWERED } else { REFUSED };
        self.channel.send(&answer.unwrap_or_else(|error| self.maker.explain(py, &error)));
        flush_output(py);
        leave(status)
    }
}

/// Waits for a child; kills it when its time is up. Whether it made its objects, or how it was lost.
fn wait(child: i32, allowed: Nanos) -> Result<bool, String> {
    let started = clock::monotonic();
    let mut pause = Duration::from_micros(50);
    loop {
        let mut status = 0;
        // SAFETY: `status` is valid for writes; `child` is a child of this process that nobody else waits for.
        let ended = unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) };
        if ended == child {
            return how_it_ended(status);
        }
        if ended < 0 {
            return Err("it was waited for by the target".into());
        }
        if clock::monotonic().since(started) > allowed {
            // SAFETY: `child` was not reaped yet, so the number is still its own.
            unsafe {
                libc::kill(child, libc::SIGKILL);
                libc::waitpid(child, &raw mut status, 0);
            }
            return Err(format!("it did not end within {allowed}"));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(1));
    }
}

fn how_it_ended(status: i32) -> Result<bool, String> {
    if libc::WIFSIGNALED(status) {
        return Err(format!("it was killed by signal {}", libc::WTERMSIG(status)));
    }
    match libc::WEXITSTATUS(status) {
        ANSWERED => Ok(true),
        REFUSED => Ok(false),
        CHANNEL_LOST => Err("it lost the tool's result descriptor: the target closed or replaced it".into()),
        other => Err(format!("it exited with status {other} instead of returning an object")),
    }
}
