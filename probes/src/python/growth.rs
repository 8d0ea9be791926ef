//! The growth probe: rounds of create, clean up, collect, in one process.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyOSError;
use pyo3::intern;
use pyo3::prelude::*;

use super::allocator::Functions;
use super::arenas::free_in_arenas;
use super::attribute_cache;
use super::channel::Channel;
use super::clock::Started;
use super::collector::Collector;
use super::maker::Maker;
use super::mappings::Mappings;
use super::memory::memory;
use super::resources::Counter;
use super::watcher::{self, WatchContext};
use crate::quantity::{Bytes, BytesDelta, Monotonic, Nanos};
use crate::wire::{Allocator, GrowthTask, Memory, MemoryGrowth, Message, Round, TypeGrowth};

/// Types that are named, at most.
const TYPES: usize = 20;

/// Runs the task; what goes wrong in the target is sent, not returned.
pub fn run(py: Python<'_>, channel: &Arc<Channel>, task: &GrowthTask, deadline: Monotonic) -> PyResult<()> {
    let maker = Maker::load(py)?;
    let watch_context = WatchContext { standing: maker.standing(py).ok(), ..WatchContext::default() };
    let watcher = watcher::start(watch_context, channel.clone(), deadline);
    if let Err(error) = rounds(py, channel, &maker, task) {
        channel.send(&maker.explain(py, &error));
    }
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    Ok(())
}

fn rounds(py: Python<'_>, channel: &Channel, maker: &Maker, task: &GrowthTask) -> PyResult<()> {
    let started = Started::now();
    maker.prepare(py, &task.factory)?;
    let took = started.elapsed().wall;
    channel.send(&Message::Ready { took, origin: super::import::origin(py, &task.factory.module) });
    let gc = py.import("gc")?;
    let mut state = State::new(&gc)?;
    let count_from = (task.rounds / 4).max(1).min(task.rounds);
    let mut objects = task.objects;
    let mut made = 0;
    let mut before = None;
    let mut memory_before = None;
    for number in 0..=task.rounds {
        let started = Started::now();
        state.resources.begin_round();
        if number == 1 {
            made = filled(py, maker, objects, task.prefill)?;
        }
        let time =
            task.time.filter(|_| number == 1).map(|time| Nanos(time.0 / u64::from(task.rounds.max(1))));
        let making = Started::now();
        let of_round = if number == 0 { Made::default() } else { one_round(py, maker, objects, made, time)? };
        let making = (number > 0).then(|| making.elapsed().wall);
        if number == 1 {
            objects = of_round.affordable;
        }
        made += u64::from(of_round.objects);
        let garbage = Collector::of(&gc)?.collect()?;
        state.resources.end_round();
        let round = Round {
            round: number,
            made,
            held: of_round.held,
            distinct: of_round.distinct,
            garbage,
            took: started.elapsed().wall,
            making,
            ..Round::default()
        };
        let round = state.read(round, number == task.rounds)?;
        if round.memory.rss.is_none() {
            maker.rest(py)?;
            out_of_descriptors()?;
        }
        channel.send(&Message::Round(Box::new(round)));
        if number == count_from {
            before = Some(maker.census(py)?);
            memory_before = Some((Mappings::now(), state.functions.in_use()));
        }
    }
    if let Some((mappings, given_out)) = memory_before {
        let mappings = Mappings::now().zip(mappings).map(|(now, before)| now.since(&before));
        let given_out = state.functions.in_use().zip(given_out).map(|(now, before)| now.delta(before));
        let rounds = task.rounds - count_from;
        channel.send(&Message::MemoryGrown(MemoryGrowth { rounds, mappings, given_out }));
    }
    channel.send(&Message::Allocator(state.allocator()));
    if let Some(before) = before {
        let types = grown(before, maker.census(py)?);
        channel.send(&Message::Grown { types });
    }
    Ok(())
}

/// What is read after each round.
struct State<'a, 'py> {
    gc: &'a Bound<'py, PyModule>,
    count_blocks: Bound<'py, PyAny>,
    functions: Functions,
    kept_free: Option<Bytes>,
    free_before: Option<Bytes>,
    resources: Counter,
}

impl<'a, 'py> State<'a, 'py> {
    fn new(gc: &'a Bound<'py, PyModule>) -> PyResult<Self> {
        let py = gc.py();
        Ok(Self {
            gc,
            count_blocks: py.import("sys")?.getattr(intern!(py, "getallocatedblocks"))?,
            functions: Functions::look_up(),
            kept_free: None,
            free_before: free_in_arenas(py),
            resources: Counter::new(temporary_folder(py)),
        })
    }

    /// Adds the state to what is known of a round.
    fn read(&mut self, round: Round, last: bool) -> PyResult<Round> {
        attribute_cache::clear(self.gc.py());
        // What is free in the allocator is nobody's: it is given back before each reading.
        let untrimmed = memory();
        let memory = if self.functions.trim() { memory() } else { untrimmed };
        self.kept_free =
            untrimmed.dirty.zip(memory.dirty).map(|(before, after)| Bytes(before.0.saturating_sub(after.0)));
        let live_objects = self.gc.call_method0(intern!(self.gc.py(), "get_objects"))?.len()? as u64;
        let blocks = self.count_blocks.call0()?.extract()?;
        let resources = self.resources.now();
        let collector = Collector::of(self.gc)?;
        let collector_off = collector.off;
        let garbage = if collector_off && last { Some(collector.force()?) } else { round.garbage };
        Ok(Round { memory, live_objects, blocks, resources, collector_off, garbage, ..round })
    }

    fn allocator(&self) -> Allocator {
        let kept_free = self.kept_free.filter(|_| self.functions.trim());
        let free = free_in_arenas(self.gc.py()).zip(self.free_before);
        let kept_by_python = free.map(|(after, before)| BytesDelta(after.0 as i64 - before.0 as i64));
        let (name, in_use) = (self.functions.name(), self.functions.in_use());
        Allocator { name, kept_free, in_use, kept_by_python }
    }
}

/// An error where no file can be opened because too many are: what is not shown elsewhere is something else.
fn out_of_descriptors() -> PyResult<()> {
    match std::fs::File::open("/proc/self/statm").map_err(|error| error.raw_os_error()) {
        Err(Some(number @ (libc::EMFILE | libc::ENFILE))) => {
            Err(PyOSError::new_err((number, "Too many open files", "/proc/self/statm")))
        }
        _ => Ok(()),
    }
}

/// Makes so many objects before the first round's own, a round's number alive at a time.
fn filled(py: Python<'_>, maker: &Maker, objects: u32, prefill: u64) -> PyResult<u64> {
    let mut made = 0;
    while made < prefill {
        batch(py, maker, objects, made, || ())?;
        made += u64::from(objects.max(1));
    }
    Ok(made)
}

/// What a round showed while its objects were alive.
#[derive(Clone, Copy, Default)]
pub struct Made {
    /// Memory then.
    pub held: Memory,
    /// Different objects among them.
    pub distinct: Option<u32>,
    /// How many there were.
    pub objects: u32,
    /// How many the next round may have, in the time that a round has.
    pub affordable: u32,
}

/// Makes the objects of a round, all alive at once, then lets them go. Gives what was seen in between. Where a round has
/// a time, it ends early where the second object shows that they are too slow for it.
pub fn one_round(
    py: Python<'_>,
    maker: &Maker,
    objects: u32,
    first: u64,
    time: Option<Nanos>,
) -> PyResult<Made> {
    let mut affordable = objects;
    let mut made = Vec::with_capacity(objects as usize);
    for index in 0..u64::from(objects) {
        if index >= u64::from(affordable) {
            break;
        }
        let started = Started::now();
        made.push(maker.make(py, first + index)?.object);
        if let (1, Some(time)) = (index, time) {
            let most = time.0 / started.elapsed().wall.0.max(1);
            affordable = objects.min(u32::try_from(most).unwrap_or(u32::MAX).max(1));
        }
    }
    let mut numbers: Vec<usize> = made.iter().map(|object| object.as_ptr() as usize).collect();
    numbers.sort_unstable();
    numbers.dedup();
    // None is one object however often it is made: it says nothing of how many there were.
    let is_nothing = !made.is_empty() && made.iter().all(|object| object.is_none(py));
    let distinct = u32::try_from(numbers.len()).ok().filter(|_| !is_nothing);
    let seen = Made { held: memory(), distinct, objects: made.len() as u32, affordable };
    let_go(py, maker, &made)?;
    Ok(seen)
}

/// Makes objects, looks while all are alive, and cleans up.
pub fn batch<Seen>(
    py: Python<'_>,
    maker: &Maker,
    objects: u32,
    first: u64,
    look: impl FnOnce() -> Seen,
) -> PyResult<Seen> {
    let mut made = Vec::with_capacity(objects as usize);
    for index in 0..u64::from(objects) {
        made.push(maker.make(py, first + index)?.object);
    }
    let seen = look();
    let_go(py, maker, &made)?;
    Ok(seen)
}

fn let_go(py: Python<'_>, maker: &Maker, made: &[Py<PyAny>]) -> PyResult<()> {
    made.iter().try_for_each(|object| maker.clean(py, object))
}

/// The folder for temporary files, as `tempfile` chooses it, which is not imported for that.
pub fn temporary_folder(py: Python<'_>) -> PathBuf {
    let variable = |name: &str| {
        let environ = py.import("os").ok()?.getattr("environ").ok()?;
        environ.call_method1("get", (name,)).ok()?.extract::<Option<PathBuf>>().ok()?
    };
    ["TMPDIR", "TEMP", "TMP"].into_iter().find_map(variable).unwrap_or_else(|| "/tmp".into())
}

type Census = Vec<(String, u64)>;

fn grown(before: Census, after: Census) -> Vec<TypeGrowth> {
    let before: std::collections::HashMap<_, _> = before.into_iter().collect();
    let mut types: Vec<_> = after
        .into_iter()
        .map(|(name, after)| TypeGrowth { before: before.get(&name).copied().unwrap_or(0), name, after })
        .filter(|growth| growth.after > growth.before)
        .collect();
    types.sort_by(|a, b| (b.after - b.before).cmp(&(a.after - a.before)).then_with(|| a.name.cmp(&b.name)));
    types.truncate(TYPES);
    types
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{factory, module, sent};
    use super::*;

    fn grown_by(py: Python<'_>, source: &str) -> Vec<Message> {
        module(py, "target", source);
        let task =
            GrowthTask { factory: factory("target", "make"), objects: 5, rounds: 8, prefill: 0, time: None };
        sent(|channel, deadline| run(py, channel, &task, deadline))
    }

    inside! {
        fn what_is_kept_is_counted_by_type_and_round(py) {
            let messages = grown_by(py, "kept = []\nclass Thing:\n    pass\ndef make():\n    kept.append(Thing())\n    return kept[-1]\n");
            let rounds: Vec<_> = messages.iter().filter_map(|message| match message {
                Message::Round(round) => Some((round.round, round.made)),
                _ => None,
            }).collect();
            assert_eq!(rounds, (0..=8).map(|round| (round, u64::from(round) * 5)).collect::<Vec<_>>());
            let Some(Message::Grown { types }) = messages.last() else { panic!("{messages:?}") };
            // Counted from the second round on.
            let thing = types.iter().find(|growth| growth.name == "target.Thing").unwrap();
            assert_eq!((thing.before, thing.after), (10, 40));
        }
        fn what_is_let_go_does_not_grow(py) {
            let messages = grown_by(py, "class Thing:\n    pass\ndef make():\n    return Thing()\n");
            let Some(Message::Grown { types }) = messages.last() else { panic!("{messages:?}") };
            assert!(!types.iter().any(|growth| growth.name == "target.Thing"), "{types:?}");
        }
        fn names_of_looked_up_attributes_do_not_count(py) {
            let source = "class Thing:\n    pass\nmade = 0\ndef make():\n    global made\n    made += 1\n    thing = Thing()\n    \
                          for name in ['%s%d_%d' % ('x' * made, made, n) for n in range(9)]:\n        getattr(thing, name, None)\n    return thing\n";
            let blocks: Vec<u64> = grown_by(py, source).iter().filter_map(|message| match message {
                Message::Round(round) if round.round > 0 => Some(round.blocks),
                _ => None,
            }).collect();
            assert!(blocks.last().unwrap().saturating_sub(blocks[0]) < 40, "{blocks:?}");
        }
        fn the_largest_growth_is_first_and_shrinking_is_none(_) {
            let census = |counts: [u64; 3]| ["a", "b", "c"].map(str::to_owned).into_iter().zip(counts).collect::<Census>();
            let names: Vec<_> = grown(census([5, 1, 9]), census([6, 8, 2])).into_iter().map(|growth| growth.name).collect();
            assert_eq!(names, ["b", "a"]);
        }
    }
}
