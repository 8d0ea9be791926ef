//! The creation probe: imports once, then forks a child for each first creation.

use std::sync::Arc;

use pyo3::prelude::*;

use super::channel::Channel;
use super::child;
use super::clock::{self, Started};
use super::maker::{Made, Maker};
use super::open_file::ResidentSize;
use super::stopwatch::Stopwatch;
use super::threads;
use super::watcher::{self, WatchContext, Watcher};
use crate::quantity::{Monotonic, Nanos};
use crate::wire::{CreateTask, Creation, Message, Span};

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
    let threads = threads::beside_this(py);
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
            Ok::<_, PyErr>((made.creation, made.object))
        };
        let mut earlier = Some(later(0)?.1);
        let mut same_object = None;
        let started = Started::now();
        for number in 1..=u64::from(self.task.repeated) {
            // However slow it is, one repeated creation distinguishes it from the first.
            if number > 1 && started.elapsed().wall >= self.task.repeated_time {
                break;
            }
            let (creation, object) = later(number)?;
            creations.push(creation);
            // The first one was kept alive until here, so that its number was not given away again.
            if let Some(earlier) = earlier.take() {
                same_object = Some(earlier.is(&object));
            }
        }
        Ok(Message::Repeated { creations, same_object })
    }

    fn own_bytecode(&self, py: Python<'_>, write: bool) -> PyResult<()> {
        own_bytecode(py, self.task.bytecode.as_deref(), write)
    }

    /// A child that works and answers. Returns whether it made its objects.
    fn in_a_child(
        &self,
        py: Python<'_>,
        write_bytecode: bool,
        work: impl FnOnce(Option<Watcher>) -> PyResult<Message>,
    ) -> PyResult<bool> {
        child::run(py, self.channel, self.task.each, || {
            let near_the_end = clock::monotonic() + Nanos(self.task.each.0 / 10 * 9);
            // Where the work does not stop it, it ends with the child, which leaves at once.
            let watcher = watcher::start(self.watch_context(py), self.channel.clone(), near_the_end);
            let answer = self.own_bytecode(py, write_bytecode).and_then(|()| work(watcher));
            let made = answer.is_ok();
            self.channel.send(&answer.unwrap_or_else(|error| self.maker.explain(py, &error)));
            made
        })
    }
}

/// Bytecode of modules that a creation imports is read from, and written to, a folder of the tool's.
pub fn own_bytecode(py: Python<'_>, folder: Option<&str>, write: bool) -> PyResult<()> {
    if let Some(folder) = folder {
        let sys = py.import("sys")?;
        sys.setattr("pycache_prefix", folder)?;
        sys.setattr("dont_write_bytecode", !write)?;
    }
    Ok(())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{channel, factory, module};
    use super::*;

    fn created(py: Python<'_>, source: &str, fork: bool, repeated: u32) -> Vec<Message> {
        module(py, "target", source);
        let minute = Nanos::from_millis(60_000);
        let task = CreateTask {
            factory: factory("target", "make"),
            first: 3,
            first_time: minute,
            fork,
            repeated,
            repeated_time: minute,
            each: minute,
            bytecode: None,
        };
        let (channel, far) = channel();
        run(py, &channel, &task, clock::monotonic() + minute).unwrap();
        drop(channel);
        far.messages()
    }

    const COUNTS: &str = "class Thing:\n    made = 0\ndef make():\n    Thing.made += 1\n    assert Thing.made == 1\n    return Thing()\n";

    inside! {
        fn each_first_creation_is_the_first_of_its_process(py) {
            let messages = created(py, COUNTS, true, 0);
            let [Message::Ready { .. }, Message::WarmUp(_), Message::First(one), Message::First(_), Message::First(_)] = &messages[..] else {
                panic!("{messages:?}")
            };
            assert_eq!(one.type_name, "target.Thing");
        }
        fn repeated_creations_share_a_process(py) {
            let messages = created(py, "def make():\n    return []\n", true, 5);
            let Some(Message::Repeated { creations, .. }) = messages.last() else { panic!("{messages:?}") };
            assert_eq!(creations.len(), 5);
        }
        fn without_a_fork_one_creation_is_made_here(py) {
            let messages = created(py, COUNTS, false, 0);
            assert!(matches!(messages[..], [Message::Ready { .. }, Message::First(_)]), "{messages:?}");
        }
        fn a_process_with_threads_is_not_forked(py) {
            let source = "import threading\nhold = threading.Event()\nthreading.Thread(target=hold.wait, name='waits', daemon=True).start()\ndef make():\n    return []\n";
            let messages = created(py, source, true, 0);
            let Some(Message::ForkRefused { threads: Some(threads) }) = messages.last() else { panic!("{messages:?}") };
            assert_eq!(threads[..], ["waits"]);
        }
        fn a_child_that_ends_without_an_answer_is_lost(py) {
            let messages = created(py, "import os\ndef make():\n    os._exit(3)\n", true, 0);
            let Some(Message::ChildLost { how }) = messages.last() else { panic!("{messages:?}") };
            assert!(how.contains("status 3"), "{how}");
        }
    }
}
