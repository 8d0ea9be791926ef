//! The hot-lines probe: after a slow creation, which lines it spends its processor time in.
//!
//! Takes a [`HotLinesTask`], gives [`HotLines`]. Creations are those of the creation probe, sampled, which is why nothing of
//! them is timed or weighed.

use std::sync::Arc;

use procfs::FromRead;
use procfs::process::{MMapPath, MemoryMaps};
use pyo3::prelude::*;

use super::channel::Channel;
use super::child;
use super::clock::{self, Started};
use super::maker::Maker;
use super::sampler::Sampler;
use super::threads;
use super::watcher::{self, WatchContext};
use crate::quantity::{Monotonic, Nanos};
use crate::stacks::{Ownership, hot_lines, samples};
use crate::wire::{HotLines, HotLinesTask, Life, Message};

/// Creations that are sampled.
struct Sampling<'a> {
    channel: &'a Arc<Channel>,
    maker: Maker,
    task: &'a HotLinesTask,
    ownership: Ownership,
}

/// Runs the task; what goes wrong in the target is sent, not returned.
pub fn run(py: Python<'_>, channel: &Arc<Channel>, task: &HotLinesTask, deadline: Monotonic) -> PyResult<()> {
    let maker = Maker::load(py)?;
    let watch_context = WatchContext { standing: maker.standing(py).ok(), ..WatchContext::default() };
    let watcher = watcher::start(watch_context, channel.clone(), deadline);
    let started = Started::now();
    let prepared = maker.prepare(py, &task.factory);
    let took = started.elapsed().wall;
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    if let Err(error) = prepared {
        channel.send(&maker.explain(py, &error));
        return Ok(());
    }
    let origin = super::import::origin(py, &task.factory.module);
    channel.send(&Message::Ready { took, origin });
    let ownership = ownership(py, &task.factory.module);
    let sampling = Sampling { channel, maker, task, ownership };
    if task.life == Life::First && task.fork { sampling.in_children(py) } else { sampling.here(py) }
}

impl Sampling<'_> {
    /// Each first creation in a child of its own; the one before them writes bytecode, so that they find it.
    fn in_children(&self, py: Python<'_>) -> PyResult<()> {
        let threads = threads::beside_this(py);
        if threads.as_ref().is_none_or(|threads| !threads.is_empty()) {
            self.channel.send(&Message::ForkRefused { threads });
            return Ok(());
        }
        let mut answered = self.in_a_child(py, || {
            self.own_bytecode(py, true)?;
            self.unsampled(py)
        })?;
        let started = Started::now();
        for number in 0..self.task.creations {
            if !answered || (number > 0 && started.elapsed().wall >= self.task.time) {
                break;
            }
            answered = self.in_a_child(py, || {
                self.own_bytecode(py, false)?;
                let found = self.sampled(py, || {
                    let made = self.maker.make(py, 0)?.object;
                    Ok((1, made))
                })?;
                self.channel.send(&Message::HotLines(Box::new(found)));
                Ok(())
            })?;
        }
        Ok(())
    }

    fn in_a_child(&self, py: Python<'_>, work: impl FnOnce() -> PyResult<()>) -> PyResult<bool> {
        child::run(py, self.channel, self.task.each, || {
            work().map_err(|error| self.channel.send(&self.maker.explain(py, &error))).is_ok()
        })
    }

    /// In this process: the first creation, or those after it.
    fn here(&self, py: Python<'_>) -> PyResult<()> {
        let found = self.own_bytecode(py, true).and_then(|()| match self.task.life {
            Life::First => self.sampled(py, || Ok((1, self.maker.make(py, 0)?.object))),
            Life::Repeated => {
                self.unsampled(py)?;
                self.sampled(py, || self.repeated(py))
            }
        });
        let message = found.map(|found| Message::HotLines(Box::new(found)));
        self.channel.send(&message.unwrap_or_else(|error| self.maker.explain(py, &error)));
        Ok(())
    }

    fn unsampled(&self, py: Python<'_>) -> PyResult<()> {
        let made = self.maker.make(py, 0)?;
        self.maker.clean(py, &made.object)
    }

    /// Creations after the first, until there is no more time; all but the last are cleaned up.
    fn repeated(&self, py: Python<'_>) -> PyResult<(u32, Py<PyAny>)> {
        let started = Started::now();
        let mut number = 1;
        loop {
            let made = self.maker.make(py, u64::from(number))?.object;
            if number >= self.task.creations || started.elapsed().wall >= self.task.time {
                return Ok((number, made));
            }
            self.maker.clean(py, &made)?;
            number += 1;
        }
    }

    /// Samples creations, and cleans the last one up. Gives the lines of all.
    fn sampled(
        &self,
        py: Python<'_>,
        make: impl FnOnce() -> PyResult<(u32, Py<PyAny>)>,
    ) -> PyResult<HotLines> {
        let sampler = Sampler::start(py)?;
        let made = make();
        let printed = sampler.stop(py)?;
        let (creations, object) = made?;
        let maps = Maps::read();
        let found = hot_lines(&samples(&printed), &self.ownership, |address| maps.library(address));
        self.maker.clean(py, &object)?;
        Ok(HotLines { creations, ..found })
    }

    /// Bytecode of modules that a creation imports is read from, and written to, a folder of the tool's.
    fn own_bytecode(&self, py: Python<'_>, write: bool) -> PyResult<()> {
        super::create::own_bytecode(py, self.task.bytecode.as_deref(), write)
    }
}

/// The package that the factory's module is in, and where the target runs.
fn ownership(py: Python<'_>, module: &str) -> Ownership {
    let top = module.split('.').next().unwrap_or(module);
    let folders = |py: Python<'_>| -> PyResult<Vec<String>> {
        let of_module = |name| super::loaded::own_name(py, top, name);
        match (of_module("__path__"), of_module("__file__")) {
            (Some(path), _) => path.try_iter()?.map(|folder| folder?.extract()).collect(),
            (None, Some(file)) => Ok(vec![file.extract()?]),
            (None, None) => Ok(Vec::new()),
        }
    };
    let root = std::env::current_dir().map(|root| root.display().to_string()).unwrap_or_default();
    Ownership { package: folders(py).unwrap_or_default(), root }
}

/// What is mapped where.
struct Maps {
    /// First and last address, and the path.
    mapped: Vec<(u64, u64, String)>,
}

impl Maps {
    fn read() -> Self {
        let maps = MemoryMaps::from_file("/proc/self/maps").map(|maps| maps.0).unwrap_or_default();
        let file = |map: procfs::process::MemoryMap| match map.pathname {
            MMapPath::Path(path) => Some((map.address.0, map.address.1, path.display().to_string())),
            _ => None,
        };
        let mut all = Self { mapped: maps.into_iter().filter_map(file).collect() };
        let interpreter = all.path(pyo3::ffi::PyObject_Call as *const () as u64).map(str::to_owned);
        let c_library = all.path(libc::getpid as *const () as u64).map(str::to_owned);
        all.mapped.retain(|(_, _, path)| {
            let shared = Some(path) == interpreter.as_ref() || Some(path) == c_library.as_ref();
            !shared && !path.starts_with("/memfd:") && !is_loader(path)
        });
        all
    }

    fn path(&self, address: u64) -> Option<&str> {
        let found = self.mapped.iter().find(|(first, last, _)| (*first..*last).contains(&address));
        found.map(|(_, _, path)| &**path)
    }

    /// The native library at an address: not the interpreter, which runs every line, nor the C library, which serves all.
    fn library(&self, address: u64) -> Option<String> {
        let path = self.path(address)?;
        Some(path.rsplit('/').next().unwrap_or(path).to_owned())
    }
}

fn is_loader(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("ld-"))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{channel, factory, module};
    use super::*;

    fn found(py: Python<'_>, source: &str, life: Life, fork: bool, creations: u32) -> Vec<Message> {
        module(py, "target", source);
        let minute = Nanos::from_millis(60_000);
        let task = HotLinesTask {
            factory: factory("target", "make"),
            life,
            creations,
            time: minute,
            fork,
            each: minute,
            bytecode: None,
        };
        let (channel, far) = channel();
        run(py, &channel, &task, clock::monotonic() + minute).unwrap();
        drop(channel);
        far.messages()
    }

    fn lines(messages: Vec<Message>) -> HotLines {
        let mut all = HotLines::default();
        for message in messages {
            match message {
                Message::HotLines(found) => all.add(*found),
                Message::Ready { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        all
    }

    /// Part of the time that a line's own is.
    fn own(found: &HotLines, line: u32) -> f64 {
        let own = found.lines.iter().find(|known| known.site.line == line).map_or(0, |known| known.own.0);
        own as f64 / found.sampled.0 as f64
    }

    /// Line 9 for 120 ms in the first creation, line 11 for 40 ms in each.
    const TWO_LIVES: &str = "import time\nmade = []\ndef spend(seconds):\n    end = time.thread_time() + seconds\n    while time.thread_time() < end:\n        pass\ndef make():\n    if not made:\n        spend(0.12)\n    made.append(1)\n    spend(0.04)\n    return [made]\n";

    inside! {
        fn c2_first_creations_are_sampled_in_children(py) {
            let all = lines(found(py, TWO_LIVES, Life::First, true, 3));
            assert_eq!(all.creations, 3);
            let inclusive = |line| all.lines.iter().find(|known| known.site.line == line).map(|known| known.inclusive);
            let part = inclusive(9).unwrap().0 as f64 / all.sampled.0 as f64;
            assert!((0.6..0.9).contains(&part), "{part} {all:?}");
        }
        fn c2_repeated_creations_are_those_after_the_first(py) {
            let all = lines(found(py, TWO_LIVES, Life::Repeated, true, 5));
            assert_eq!(all.creations, 5);
            assert!(!all.lines.iter().any(|known| known.site.line == 9), "{all:?}");
            assert!(own(&all, 5) > 0.8, "{all:?}");
        }
        fn c2_without_a_fork_one_creation_is_sampled_here(py) {
            let all = lines(found(py, TWO_LIVES, Life::First, false, 1));
            // How often a loaded machine lets the sampler look is its own affair; what it saw of the 160 ms is not.
            assert_eq!(all.creations, 1);
            assert!(all.samples > 0 && all.sampled > Nanos::from_millis(80), "{all:?}");
        }
        fn a_creation_that_raises_says_so(py) {
            let messages = found(py, "def make():\n    raise ValueError('no')\n", Life::First, true, 3);
            assert!(matches!(messages.last(), Some(Message::Raised(raised)) if raised.message == "no"), "{messages:?}");
        }
        fn a_native_library_is_named_and_the_interpreter_is_not(_) {
            let maps = Maps::read();
            assert_eq!(maps.library(pyo3::ffi::PyObject_Call as *const () as u64), None);
            assert_eq!(maps.library(libc::getpid as *const () as u64), None);
            let ours = maps.library(run as *const () as u64);
            assert!(ours.as_ref().is_some_and(|name| name.contains("inside")), "{ours:?}");
        }
        fn the_factorys_package_is_the_targets(py) {
            module(py, "target", "");
            assert_eq!(ownership(py, "target").package, Vec::<String>::new());
            py.import("json").unwrap();
            let json = ownership(py, "json.decoder").package;
            assert!(json.len() == 1 && json[0].ends_with("/json"), "{json:?}");
        }
    }
}
