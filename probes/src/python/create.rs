//! The creation probe: imports once, then forks a child for each first creation.

use std::cell::Cell;
use std::sync::Arc;

use pyo3::prelude::*;

use super::channel::Channel;
use super::child;
use super::clock::{self, Started};
use super::gate::Gate;
use super::maker::{Made, Maker};
use super::open_file::ResidentSize;
use super::sharing::{self, Shared};
use super::stopwatch::Stopwatch;
use super::threads;
use super::watcher::{self, STILL, WatchContext, Watcher};
use crate::quantity::{Monotonic, Nanos};
use crate::wire::{CreateTask, Creation, Message, Span, Stage};

/// First creations that are made however long they take,
const LEAST: u32 = 3;
/// and repeated runs.
const LEAST_REPEATED_RUNS: u32 = 1;

/// One creation task at work.
struct Creating<'a> {
    channel: &'a Arc<Channel>,
    gate: &'a Gate,
    maker: Maker,
    task: &'a CreateTask,
    /// What is made now is not the first of its process.
    repeating: Cell<bool>,
    /// What was done so far that another worker could contend for, where that is asked for.
    shared: Option<Shared>,
}

/// Runs the task; what goes wrong in the target is sent, not returned. Shortly before `longest` is over, the watcher says where
/// it stands.
pub fn run(
    py: Python<'_>,
    channel: &Arc<Channel>,
    gate: &Gate,
    task: &CreateTask,
    longest: Nanos,
) -> PyResult<()> {
    let shared = if task.list_sharing { Some(sharing::list(py)?) } else { None };
    let creating =
        Creating { channel, gate, maker: Maker::load(py)?, task, repeating: Cell::new(false), shared };
    let watcher = watcher::start(creating.watch_context(py), channel.clone(), clock::monotonic() + longest);
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
    let threads = if task.fork { threads::beside_this(py) } else { Some(Vec::new()) };
    if threads.as_ref().is_none_or(|threads| !threads.is_empty()) {
        channel.send(&Message::ForkRefused { threads });
        return Ok(());
    }
    if task.fork {
        creating.in_children(py)?;
    } else {
        creating.in_this_process(py, clock::monotonic() + longest)?;
    }
    // To end is no part of what is measured: neither begins with it while the other still works.
    gate.wait(py, channel);
    Ok(())
}

impl Creating<'_> {
    fn watch_context(&self, py: Python<'_>) -> WatchContext {
        WatchContext { standing: self.maker.standing(py).ok(), ..WatchContext::default() }
    }

    /// The first creation, and the repeated ones after it, right here: where threads forbid a fork.
    fn in_this_process(&self, py: Python<'_>, deadline: Monotonic) -> PyResult<()> {
        self.own_bytecode(py, true)?;
        self.gate.wait(py, self.channel);
        let first = self.first(py, watcher::start(self.watch_context(py), self.channel.clone(), deadline));
        let (creation, object) = match first {
            Ok(made) => made,
            Err(error) => {
                self.channel.send(&self.explain(py, &error));
                return Ok(());
            }
        };
        if self.task.first > 0 {
            self.channel.send(&Message::First(creation));
        }
        if self.task.repeated_runs > 0 {
            self.gate.wait(py, self.channel);
            let watcher = watcher::start(self.watch_context(py), self.channel.clone(), deadline);
            let repeated = self.repeated(py, object, watcher);
            self.channel.send(&repeated.unwrap_or_else(|error| self.explain(py, &error)));
        }
        self.say_what_is_shared();
        Ok(())
    }

    /// A warm-up, the first creations, the repeated runs: each in a child of its own.
    fn in_children(&self, py: Python<'_>) -> PyResult<()> {
        // The warm-up alone writes bytecode, so that those after it find the same.
        let warm = self.in_a_child(py, true, |watcher| {
            let made = self.first(py, watcher)?.0;
            self.say_what_is_shared();
            Ok(Message::WarmUp(made))
        })?;
        let answered = self.children(py, warm, [self.task.first, LEAST], &|watcher| {
            Ok(Message::First(self.first(py, watcher)?.0))
        })?;
        let runs = [self.task.repeated_runs, LEAST_REPEATED_RUNS];
        self.children(py, answered, runs, &|watcher| {
            let (first, _) = self.one(py, &Stopwatch::of_this_thread(), 0)?;
            self.repeated(py, first.object, watcher)
        })?;
        Ok(())
    }

    /// The same in so many children, one after another, after the least of them as long as there is time. Whether all answered.
    fn children(
        &self,
        py: Python<'_>,
        mut answered: bool,
        [count, least]: [u32; 2],
        work: &dyn Fn(Option<Watcher>) -> PyResult<Message>,
    ) -> PyResult<bool> {
        let started = Started::now();
        for number in 0..count {
            if !answered || (number >= least && started.elapsed().wall > self.task.first_time) {
                break;
            }
            // What is short meets the same machine where both begin it at the same moment.
            self.gate.wait(py, self.channel);
            answered = self.in_a_child(py, false, work)?;
        }
        Ok(answered)
    }

    /// A first creation with its object, and where it stood still. The watcher ends when all is measured.
    fn first(&self, py: Python<'_>, watcher: Option<Watcher>) -> PyResult<(Creation, Py<PyAny>)> {
        let (mut made, until) = self.one(py, &Stopwatch::of_this_thread(), 0)?;
        if let Some(watcher) = watcher {
            made.creation.stalls = watcher.stop_in_time(py).between(made.start, until);
        }
        Ok((made.creation, made.object))
    }

    /// One creation with all that it took, and when it ended; cleaned up.
    fn one(&self, py: Python<'_>, stopwatch: &Stopwatch, number: u64) -> PyResult<(Made, Monotonic)> {
        let resident = ResidentSize::open();
        let before = resident.now();
        let mark = stopwatch.start();
        let mut made = self.maker.make(py, number)?;
        // The creation lies within this stretch, and the rest of it is short.
        let Span { wall, run_delay, stolen, .. } = stopwatch.stop(&mark).span;
        let Creation { span, rss, .. } = &mut made.creation;
        span.run_delay = run_delay;
        span.stolen = stolen.map(|stolen| stolen.min(span.blocked()));
        *rss = resident.now().zip(before).map(|(now, before)| now.delta(before));
        self.maker.clean(py, &made.object)?;
        Ok((made, mark.at() + wall))
    }

    /// Creations after the first of this process, whose object is given.
    fn repeated(&self, py: Python<'_>, first: Py<PyAny>, watcher: Option<Watcher>) -> PyResult<Message> {
        self.repeating.set(true);
        let stopwatch = Stopwatch::of_this_thread();
        let mut made: Vec<(Creation, [Monotonic; 2])> = Vec::new();
        let mut earlier = Some(first);
        let mut same_object = None;
        let started = Started::now();
        for number in 1..=u64::from(self.task.repeated) {
            // However slow it is, one repeated creation distinguishes it from the first.
            if number > 1 && started.elapsed().wall >= self.task.repeated_time {
                break;
            }
            let (Made { object, start, creation }, until) = self.one(py, &stopwatch, number)?;
            made.push((creation, [start, until]));
            // The first one was kept alive until here, so that its number was not given away again.
            if let Some(earlier) = earlier.take() {
                // Nothing is the same in every process, and says nothing of the factory.
                same_object = (!object.is_none(py)).then(|| earlier.is(&object));
            }
        }
        if let Some(stalls) = watcher.map(|watcher| watcher.stop_in_time(py)) {
            // The ends of a stall are known to some milliseconds: it is no shorter creation's beside it.
            for (creation, [start, until]) in made.iter_mut().filter(|(one, _)| one.span.wall >= STILL) {
                creation.stalls = stalls.between(*start, *until);
            }
        }
        let creations = made.into_iter().map(|(creation, _)| creation).collect();
        Ok(Message::Repeated { creations, same_object })
    }

    /// What an error means, and whether the first creation or a later one raised it.
    fn explain(&self, py: Python<'_>, error: &PyErr) -> Message {
        let mut message = self.maker.explain(py, error);
        if let Message::Raised(raised) = &mut message
            && raised.during == Stage::Create
            && self.repeating.get()
        {
            raised.during = Stage::Repeat;
        }
        message
    }

    fn say_what_is_shared(&self) {
        if let Some(shared) = &self.shared {
            self.channel.send(&Message::Shared { what: shared.kinds() });
        }
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
            self.channel.send(&answer.unwrap_or_else(|error| self.explain(py, &error)));
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
    use super::super::inside::{MINUTE, factory, module, sent};
    use super::*;
    use crate::wire::ChildEnd;

    fn created(py: Python<'_>, source: &str, fork: bool, repeated: u32) -> Vec<Message> {
        module(py, "target", source);
        let task = CreateTask {
            factory: factory("target", "make"),
            first: 3,
            first_time: MINUTE,
            fork,
            repeated_runs: u32::from(repeated > 0),
            repeated,
            repeated_time: MINUTE,
            each: MINUTE,
            bytecode: None,
            list_sharing: true,
        };
        let all = sent(|channel, _| run(py, channel, &Gate::of(None), &task, MINUTE));
        all.into_iter().filter(|message| !matches!(message, Message::Shared { .. })).collect()
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
        fn without_a_fork_the_same_process_makes_the_first_and_the_repeated_ones(py) {
            let counts = "made = 0\ndef make():\n    global made\n    made += 1\n    return [made]\n";
            let messages = created(py, counts, false, 4);
            let [Message::Ready { .. }, Message::First(_), Message::Repeated { creations, same_object }] = &messages[..] else {
                panic!("{messages:?}")
            };
            assert_eq!((creations.len(), *same_object), (4, Some(false)));
            let made: u32 = py.import("target").unwrap().getattr("made").unwrap().extract().unwrap();
            assert_eq!(made, 5);
        }
        fn a_repeated_creation_has_its_own_stalls(py) {
            let source = "import time\nmade = 0\ndef make():\n    global made\n    made += 1\n    time.sleep(0.06 if made == 3 else 0)\n    return [made]\n";
            let messages = created(py, source, false, 4);
            let Some(Message::Repeated { creations, .. }) = messages.last() else { panic!("{messages:?}") };
            let stalls: Vec<usize> = creations.iter().map(|creation| creation.stalls.len()).collect();
            assert_eq!(stalls, [0, 1, 0, 0], "{creations:?}");
        }
        fn what_a_repeated_creation_raises_is_said_to_be_its(py) {
            let source = "made = []\ndef make():\n    made.append(1)\n    assert len(made) == 1\n    return []\n";
            for fork in [true, false] {
                let messages = created(py, source, fork, 3);
                let Some(Message::Raised(raised)) = messages.last() else { panic!("{messages:?}") };
                assert_eq!((&*raised.type_name, raised.during), ("AssertionError", Stage::Repeat), "{fork}");
            }
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
            assert_eq!(*how, ChildEnd::Status(3));
        }
    }
}
