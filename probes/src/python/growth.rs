//! The growth probe: rounds of create, clean up, collect, in one process.

use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;

use super::channel::Channel;
use super::clock::Started;
use super::maker::Maker;
use super::memory::memory;
use super::watcher::{self, WatchContext};
use crate::quantity::Monotonic;
use crate::wire::{GrowthTask, Memory, Message, Round, TypeGrowth};

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
    let blocks = py.import("sys")?.getattr(intern!(py, "getallocatedblocks"))?;
    let count_from = (task.rounds / 4).max(1).min(task.rounds);
    let mut before = None;
    for number in 0..=task.rounds {
        let started = Started::now();
        let held = if number == 0 { Memory::default() } else { one_round(py, maker, task.objects, number)? };
        gc.call_method0(intern!(py, "collect"))?;
        let took = started.elapsed().wall;
        let memory = memory();
        channel.send(&Message::Round(Round {
            round: number,
            made: u64::from(number) * u64::from(task.objects),
            held,
            memory,
            live_objects: gc.call_method0(intern!(py, "get_objects"))?.len()? as u64,
            blocks: blocks.call0()?.extract()?,
            took,
        }));
        if number == count_from {
            before = Some(maker.census(py)?);
        }
    }
    if let Some(before) = before {
        let types = grown(before, maker.census(py)?);
        channel.send(&Message::Grown { types });
    }
    Ok(())
}

/// Makes the objects of a round, all alive at once, then lets them go. Gives the memory in between.
pub fn one_round(py: Python<'_>, maker: &Maker, objects: u32, number: u32) -> PyResult<Memory> {
    let first = u64::from(number - 1) * u64::from(objects);
    let mut held = Vec::with_capacity(objects as usize);
    for index in 0..u64::from(objects) {
        held.push(maker.make(py, first + index)?.object);
    }
    let memory = memory();
    for object in &held {
        maker.clean(py, object)?;
    }
    Ok(memory)
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
    use super::super::inside::{channel, factory, module};
    use super::*;

    fn grown_by(py: Python<'_>, source: &str) -> Vec<Message> {
        module(py, "target", source);
        let task = GrowthTask { factory: factory("target", "make"), objects: 5, rounds: 8 };
        let (channel, far) = channel();
        run(
            py,
            &channel,
            &task,
            super::super::clock::monotonic() + crate::quantity::Nanos::from_millis(60_000),
        )
        .unwrap();
        drop(channel);
        far.messages()
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
        fn the_largest_growth_is_first_and_shrinking_is_none(_) {
            let census = |counts: [u64; 3]| ["a", "b", "c"].map(str::to_owned).into_iter().zip(counts).collect::<Census>();
            let names: Vec<_> = grown(census([5, 1, 9]), census([6, 8, 2])).into_iter().map(|growth| growth.name).collect();
            assert_eq!(names, ["b", "a"]);
        }
    }
}
