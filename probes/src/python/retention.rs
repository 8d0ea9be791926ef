//! The retention probe: after a leak was found, which lines allocate what stays, and what holds it.
//!
//! Takes a [`RetentionTask`], gives a [`Retention`]. Its rounds are those of the growth probe, traced by
//! `tracemalloc`, which is why nothing of them is timed or weighed.

use std::sync::Arc;

use pyo3::prelude::*;

use super::channel::Channel;
use super::clock::Started;
use super::growth::batch;
use super::maker::Maker;
use super::native;
use super::search_notes::Notes;
use super::search_rounds::{fitted, make_rounds};
use super::watcher::{self, WatchContext};
use crate::quantity::Monotonic;
use crate::wire::{AllocationSite, Message, Retention, RetentionTask, SearchOf};

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

fn search(py: Python<'_>, channel: &Channel, maker: &Maker, task: &RetentionTask) -> PyResult<Message> {
    let started = Started::now();
    maker.prepare(py, &task.factory)?;
    let took = started.elapsed().wall;
    channel.send(&Message::Ready { took, origin: super::import::origin(py, &task.factory.module) });
    maker.rest(py)?;
    // Traced from before the warm-up on: a cache that is full by then gives back what it took.
    let notes = Notes::start(py, maker, task)?;
    let (plan, done) = make_rounds(py, channel, maker, task, &notes)?;
    let task = &fitted(task, plan);
    let opened = notes.opened(&task.resources)?;
    if task.of == SearchOf::Held {
        batch(py, maker, task.objects, done, || notes.note())??;
        maker.rest(py)?;
    }
    let sites = notes.sites(task)?;
    let made = u64::from(task.rounds) * u64::from(task.objects);
    // What is kept beside memory alone is in no container: only the lists of those that look for it would be found.
    let beside_memory = !task.resources.is_empty() && task.types.is_empty() && task.expected.is_none();
    let (held, bounded) =
        if task.of == SearchOf::Held || beside_memory { Default::default() } else { notes.held(made)? };
    let native = if task.of == SearchOf::Held || is_explained(&sites, task) {
        None
    } else {
        // What is found so far is found, though the target fails in these further rounds.
        native::search(py, channel, maker, task, done, &notes.places).unwrap_or(None)
    };
    let found = Retention {
        of: task.of,
        rounds: task.rounds,
        objects: task.objects,
        sites,
        held,
        bounded,
        opened,
        native,
    };
    Ok(Message::Retained(Box::new(found)))
}

/// Whether the lines that allocate account for at least half of what the rounds should come to.
fn is_explained(sites: &[AllocationSite], task: &RetentionTask) -> bool {
    let allocated: i64 = sites.iter().map(|site| site.bytes.0).sum();
    task.expected.is_none_or(|expected| allocated.saturating_mul(2) >= expected.0)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{factory, module, sent};
    use super::*;
    use crate::quantity::Nanos;

    fn task(types: &[&str]) -> RetentionTask {
        RetentionTask {
            factory: factory("target", "make"),
            objects: 5,
            rounds: 6,
            types: types.iter().map(|name| (*name).to_owned()).collect(),
            of: SearchOf::Growing,
            resources: Vec::new(),
            expected: None,
            time: None,
        }
    }

    fn answer(py: Python<'_>, task: &RetentionTask) -> Retention {
        match sent(|channel, deadline| run(py, channel, task, deadline)).pop() {
            Some(Message::Retained(retention)) => *retention,
            other => panic!("{other:?}"),
        }
    }

    /// What is found of a target that keeps its objects.
    fn retained(py: Python<'_>, source: &str, types: &[&str]) -> Retention {
        module(py, "target", source);
        answer(py, &task(types))
    }

    inside! {
        fn a_leak_has_its_line_and_its_holder(py) {
            let source = "kept = []\nclass Session:\n    pass\ndef make():\n    session = Session()\n    kept.append(session)\n    return session\n";
            let found = retained(py, source, &["target.Session"]);
            let site = &found.sites[0].site;
            assert_eq!((&*site.file, site.line), ("target.py", 5), "{:?}", found.sites);
            let held = &found.held[0];
            assert_eq!((&*held.type_name, held.complete), ("target.Session", true));
            assert!(held.chain.first().is_some_and(|first| first.contains("target.kept")), "{:?}", held.chain);
        }
        fn what_is_let_go_has_no_line(py) {
            let found = retained(py, "def make():\n    return [1]\n", &[]);
            assert!(!found.sites.iter().any(|site| site.site.file == "target.py"), "{:?}", found.sites);
        }
        fn where_time_is_short_there_are_fewer_objects(py) {
            let source = "kept = []\nclass Session:\n    pass\ndef make():\n    kept.append(Session())\n    return kept[-1]\n";
            module(py, "target", source);
            let task = RetentionTask { rounds: 40, time: Some(Nanos(1)), ..task(&["target.Session"]) };
            let found = answer(py, &task);
            assert!(found.rounds <= 6 && found.objects == 1, "{} of {}", found.rounds, found.objects);
            assert_eq!(found.sites[0].site.line, 5, "{:?}", found.sites);
            let held = &found.held[0];
            assert!(held.complete && held.chain[0].contains("target.kept"), "{held:?}");
        }
    }
}
