//! The retention probe: after a leak was found, which lines allocate what stays, and what holds it.
//!
//! Takes a [`RetentionTask`], gives a [`Retention`]. Its rounds are those of the growth probe, traced by
//! `tracemalloc`, which is why nothing of them is timed or weighed.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;

use super::channel::Channel;
use super::clock::Started;
use super::growth::one_round;
use super::maker::Maker;
use super::script;
use super::watcher::{self, WatchContext};
use crate::quantity::{BytesDelta, Monotonic};
use crate::wire::{AllocationSite, HeldBy, Message, Retention, RetentionTask, Site, is_standard_library};

/// Rounds before the first note.
const WARM_UP: u32 = 3;

/// Runs the task; what goes wrong in the target is sent, not returned.
pub fn run(
    py: Python<'_>,
    channel: &Arc<Channel>,
    task: &RetentionTask,
    deadline: Monotonic,
) -> PyResult<()> {
    let maker = Maker::load(py)?;
    let watch_context = WatchContext { standing: maker.standing(py).ok(), ..WatchContext::default() };
    let watcher = watcher::start(watch_context, channel.clone(), deadline);
    let message = search(py, channel, &maker, task).unwrap_or_else(|error| maker.explain(py, &error));
    channel.send(&message);
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    Ok(())
}

/// The two Python sides of the search.
struct Notes<'py> {
    allocations: Bound<'py, PyAny>,
    holders: Bound<'py, PyAny>,
}

impl<'py> Notes<'py> {
    fn start(py: Python<'py>, maker: &Maker, types: &[String]) -> PyResult<Self> {
        let class = |source, file, name| script::run(py, source, file)?.as_any().get_item(name);
        let holders = class(include_str!("holders.py"), "holders", "Holders")?;
        let allocations = class(include_str!("allocations.py"), "allocations", "Allocations")?;
        let is_library = wrap_pyfunction!(is_library, py)?;
        let allocations = allocations.call1((maker.python(py), is_library))?;
        let ours = allocations.getattr("notes")?;
        Ok(Self { holders: holders.call1((maker.python(py), types, ours))?, allocations })
    }

    fn note(&self) -> PyResult<()> {
        self.allocations.call_method0("note")?;
        self.holders.call_method0("note").map(drop)
    }

    fn sites(&self, rounds: u32) -> PyResult<Vec<AllocationSite>> {
        type Grown = (String, u32, String, i64, i64);
        let grown: Vec<Grown> = self.allocations.call_method1("grown", (rounds,))?.extract()?;
        let site = |(file, line, function, bytes, blocks)| AllocationSite {
            site: Site { file, line, function },
            bytes: BytesDelta(bytes),
            blocks,
        };
        Ok(grown.into_iter().map(site).collect())
    }

    fn held(&self, made: u64) -> PyResult<Vec<HeldBy>> {
        let found: Vec<(String, Vec<String>, bool)> =
            self.holders.call_method1("found", (made,))?.extract()?;
        let held = |(type_name, chain, complete)| HeldBy { type_name, chain, complete };
        Ok(found.into_iter().map(held).collect())
    }
}

#[pyfunction]
fn is_library(file: &str) -> bool {
    is_standard_library(file)
}

fn search(py: Python<'_>, channel: &Channel, maker: &Maker, task: &RetentionTask) -> PyResult<Message> {
    let started = Started::now();
    maker.prepare(py, &task.factory)?;
    let took = started.elapsed().wall;
    channel.send(&Message::Ready { took, origin: super::import::origin(py, &task.factory.module) });
    maker.rest(py)?;
    // Traced from before the warm-up on: a cache that is full by then gives back what it took.
    let notes = Notes::start(py, maker, &task.types)?;
    for round in 1..=WARM_UP + task.rounds {
        one_round(py, maker, task.objects, round)?;
        maker.rest(py)?;
        py.import("gc")?.call_method0(intern!(py, "collect"))?;
        if [0, task.rounds / 2, task.rounds].map(|counted| WARM_UP + counted).contains(&round) {
            notes.note()?;
        }
        channel.send(&Message::Traced { round });
    }
    let sites = notes.sites(task.rounds)?;
    let made = u64::from(task.rounds) * u64::from(task.objects);
    let held = notes.held(made)?;
    Ok(Message::Retained(Box::new(Retention { rounds: task.rounds, objects: task.objects, sites, held })))
}
