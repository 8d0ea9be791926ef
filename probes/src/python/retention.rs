//! The retention probe: after a leak was found, which lines allocate what stays, and what holds it.
//!
//! Takes a [`RetentionTask`], gives a [`Retention`]. Its rounds are those of the growth probe, traced by
//! `tracemalloc`, which is why nothing of them is timed or weighed.

use std::sync::Arc;

use pyo3::prelude::*;

use super::attribute_cache;
use super::channel::Channel;
use super::clock::Started;
use super::collector::Collector;
use super::growth::{batch, temporary_folder};
use super::maker::Maker;
use super::native;
use super::resources::descriptor_kind;
use super::script;
use super::watcher::{self, WatchContext};
use crate::quantity::{BytesDelta, Monotonic};
use crate::wire::{
    AllocationSite, BoundedHolder, HeldBy, HolderSearch, Message, OpenedAt, ResourceKind, Retention,
    RetentionTask, SearchOf, Site, WARM_UP, is_standard_library,
};

/// The search for holders, each file after those that it uses.
pub const HOLDERS: [(&str, &str); 9] = [
    ("kinds", include_str!("holders/kinds.py")),
    ("roots", include_str!("holders/roots.py")),
    ("forward", include_str!("holders/forward.py")),
    ("backward", include_str!("holders/backward.py")),
    ("steps", include_str!("holders/steps.py")),
    ("lengths", include_str!("holders/lengths.py")),
    ("bounds", include_str!("holders/bounds.py")),
    ("weights", include_str!("holders/weights.py")),
    ("holders", include_str!("holders/holders.py")),
];

/// Bytes a round, of a line whose blocks grow but do not become more,
const LEAST_BYTES: u64 = 1024;
/// or this part of what is known to leak, where that is less.
const LEAST_PART: f64 = 0.25;

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

/// The Python sides of the search.
struct Notes<'py> {
    allocations: Bound<'py, PyAny>,
    holders: Bound<'py, PyAny>,
    opened: Bound<'py, PyAny>,
    is_library: Bound<'py, PyAny>,
}

impl<'py> Notes<'py> {
    fn start(py: Python<'py>, maker: &Maker, task: &RetentionTask) -> PyResult<Self> {
        let holders = script::run_all(py, "holders", &HOLDERS)?.as_any().get_item("Holders")?;
        let allocations = script::run(py, include_str!("allocations.py"), "allocations")?;
        let is_library = wrap_pyfunction!(is_library, py)?.into_any();
        let allocations =
            allocations.as_any().get_item("Allocations")?.call1((maker.python(py), &is_library))?;
        let ours = allocations.getattr("notes")?;
        let traced = allocations.getattr("tracer")?.getattr("_get_object_traceback")?;
        let standing = task.of != SearchOf::Growing;
        let opened = script::run(py, include_str!("opened.py"), "opened")?.as_any().get_item("Opened")?;
        let wanted: Vec<String> = task.resources.iter().map(|kind| word(*kind)).collect();
        let kind_of_descriptor = wrap_pyfunction!(kind_of_descriptor, py)?;
        let temporary = temporary_folder(py);
        let posix = py.import("posix")?;
        let opened = opened.call1((wanted, &is_library, kind_of_descriptor, temporary, posix))?;
        let of = (maker.python(py), &task.types, task.objects, standing, traced, ours, &opened);
        let holders = holders.call1(of)?;
        Ok(Self { allocations, holders, opened, is_library })
    }

    fn note(&self) -> PyResult<()> {
        attribute_cache::clear(self.holders.py());
        self.allocations.call_method0("note")?;
        self.holders.call_method0("note").map(drop)
    }

    fn sites(&self, task: &RetentionTask) -> PyResult<Vec<AllocationSite>> {
        type Grown = (String, u32, String, i64, i64);
        let grown = match task.of {
            SearchOf::Growing => self.allocations.call_method1("grown", (task.rounds, least_bytes(task)))?,
            SearchOf::Kept | SearchOf::Held => self.allocations.call_method0("there")?,
        };
        let grown: Vec<Grown> = grown.extract()?;
        let site = |(file, line, function, bytes, blocks)| AllocationSite {
            site: Site { file, line, function },
            bytes: BytesDelta(bytes),
            blocks,
        };
        Ok(grown.into_iter().map(site).collect())
    }

    fn held(&self, made: u64) -> PyResult<(Vec<HeldBy>, Vec<BoundedHolder>)> {
        type Found = (String, Vec<String>, bool, Option<(u64, u32, bool)>, bool);
        type Limit = (String, Vec<String>, bool, u64, u64, i64, Option<(String, u32, String)>);
        let (found, limits): (Vec<Found>, Vec<Limit>) =
            self.holders.call_method1("found", (made,))?.extract()?;
        let search = |(objects, depth, exhausted)| HolderSearch { objects, depth, exhausted };
        let held = |(type_name, chain, complete, searched, bounded): Found| HeldBy {
            type_name,
            chain,
            complete,
            bounded,
            search: searched.map(search),
        };
        let limit = |(holder, chain, certain, most, fill, gained, site): Limit| BoundedHolder {
            holder,
            chain,
            certain,
            most,
            fill,
            gained,
            site: site.map(|(file, line, function)| Site { file, line, function }),
        };
        Ok((found.into_iter().map(held).collect(), limits.into_iter().map(limit).collect()))
    }

    fn opened(&self, wanted: &[ResourceKind]) -> PyResult<Vec<OpenedAt>> {
        type Found = (String, Option<(String, u32, String)>, u64);
        let found: Vec<Found> = self.opened.call_method0("found")?.extract()?;
        let opened = |(kind, site, count): Found| {
            let what = *wanted.iter().find(|wanted| word(**wanted) == kind)?;
            let site = site.map(|(file, line, function)| Site { file, line, function });
            Some(OpenedAt { what, site, count })
        };
        Ok(found.into_iter().filter_map(opened).collect())
    }
}

/// What a line must gain whose blocks grow but do not become more.
fn least_bytes(task: &RetentionTask) -> u64 {
    let rounds = u64::from(task.rounds);
    let leaked = task.expected.map(|expected| (expected.0 as f64 * LEAST_PART) as u64);
    leaked.map_or(LEAST_BYTES * rounds, |bytes| bytes.min(LEAST_BYTES * rounds))
}

/// The name of a kind on the wire, which the Python side uses too.
fn word(kind: ResourceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

#[pyfunction]
fn kind_of_descriptor(points_to: &str) -> String {
    word(descriptor_kind(points_to))
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
    let notes = Notes::start(py, maker, task)?;
    let mut done = 0;
    for round in 1..=WARM_UP + task.rounds {
        notes.opened.call_method0("begin")?;
        let made = batch(py, maker, task.objects, done, || ());
        notes.opened.call_method0("end")?;
        made?;
        done += u64::from(task.objects);
        maker.rest(py)?;
        Collector::of(&py.import("gc")?)?.collect()?;
        if [0, task.rounds / 2, task.rounds].map(|counted| WARM_UP + counted).contains(&round) {
            notes.note()?;
        }
        if round == WARM_UP {
            notes.opened.call_method0("forget")?;
        }
        channel.send(&Message::Traced { round });
    }
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
        native::search(py, channel, maker, task, done, &notes.is_library).unwrap_or(None)
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

    /// What is found of a target that keeps its objects.
    fn retained(py: Python<'_>, source: &str, types: &[&str]) -> Retention {
        module(py, "target", source);
        let types = types.iter().map(|name| (*name).to_owned()).collect();
        let task = RetentionTask {
            factory: factory("target", "make"),
            objects: 5,
            rounds: 6,
            types,
            of: SearchOf::Growing,
            resources: Vec::new(),
            expected: None,
        };
        match sent(|channel, deadline| run(py, channel, &task, deadline)).pop() {
            Some(Message::Retained(retention)) => *retention,
            other => panic!("{other:?}"),
        }
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
        fn the_standard_library_is_known(_) {
            assert!(is_library("/usr/lib/python3.11/json/decoder.py") && !is_library("/srv/app/decoder.py"));
        }
    }
}
