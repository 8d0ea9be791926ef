//! What each module of a trace took itself.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Collected, ModuleRecord, Span, Trace};

use crate::quantity::{BytesDelta, Nanos};

/// One module with what it took without the modules that it imports, and without garbage collections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnTime {
    /// Index into the trace.
    pub index: usize,
    /// Dotted name.
    pub name: String,
    /// Wall and processor time of its own.
    pub own: Span,
    /// Change of the resident size of its own; None where that of one of its imports was not read.
    pub own_rss: Option<BytesDelta>,
}

/// Own times, largest first. Imports of other threads are left out: they run beside.
pub fn own_times(trace: &Trace) -> Vec<OwnTime> {
    let mut own: Vec<(Span, Option<BytesDelta>)> =
        trace.modules.iter().map(|module| (module.span, module.rss)).collect();
    for module in &trace.modules {
        if let Some(parent) = parent_of(trace, module) {
            let (span, rss) = &mut own[parent];
            span.wall = span.wall.saturating_sub(module.span.wall);
            span.cpu = span.cpu.saturating_sub(module.span.cpu);
            let without = |whole: Option<Nanos>, part: Option<Nanos>| Some(whole?.saturating_sub(part?));
            span.run_delay = without(span.run_delay, module.span.run_delay);
            span.stolen = without(span.stolen, module.span.stolen);
            *rss = rss.zip(module.rss).map(|(whole, part)| whole - part);
        }
    }
    for (module, (span, _)) in trace.modules.iter().zip(&mut own) {
        if let Some(collected) = module.collected {
            *span = without(*span, collected);
        }
    }
    let mut times: Vec<OwnTime> = trace
        .modules
        .iter()
        .zip(own)
        .enumerate()
        .filter(|(_, (module, _))| !module.other_thread)
        .map(|(index, (module, (own, own_rss)))| OwnTime { index, name: module.name.clone(), own, own_rss })
        .collect();
    times.sort_by_key(|time| std::cmp::Reverse(time.own.wall));
    times
}

/// A collection works and does not wait: where it took longer than it worked, it had no processor.
fn without(span: Span, collected: Collected) -> Span {
    let starved = collected.wall.saturating_sub(collected.cpu);
    Span {
        wall: span.wall.saturating_sub(collected.wall),
        cpu: span.cpu.saturating_sub(collected.cpu),
        run_delay: span.run_delay.map(|delay| delay.saturating_sub(starved)),
        ..span
    }
}

/// The module in whose course another one was imported, in the same thread.
pub fn parent_of(trace: &Trace, module: &ModuleRecord) -> Option<usize> {
    let parent = module.parent? as usize;
    trace.modules.get(parent).filter(|other| other.other_thread == module.other_thread).map(|_| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(name: &str, parent: Option<u32>, wall: u64, cpu: u64) -> ModuleRecord {
        let span = Span { wall: Nanos(wall), cpu: Nanos(cpu), ..Span::default() };
        ModuleRecord { name: name.into(), parent, span, ..ModuleRecord::default() }
    }

    #[test]
    fn own_time_is_what_the_children_do_not_explain() {
        let modules =
            vec![module("a", None, 100, 40), module("b", Some(0), 70, 20), module("c", Some(1), 10, 10)];
        let times = own_times(&Trace { modules, stalls: vec![] });
        let reported: Vec<_> =
            times.iter().map(|time| (time.name.as_str(), time.own.wall.0, time.own.cpu.0)).collect();
        assert_eq!(reported, [("b", 60, 10), ("a", 30, 20), ("c", 10, 10)]);
    }

    #[test]
    fn c1_no_modules_own_time_holds_a_collection() {
        let mut modules = vec![module("a", None, 100, 80), module("b", Some(0), 70, 60)];
        modules[1].collected = Some(Collected { count: 2, full: 1, wall: Nanos(50), cpu: Nanos(45) });
        modules[1].span.run_delay = Some(Nanos(7));
        let times = own_times(&Trace { modules, stalls: vec![] });
        let b = times.iter().find(|time| time.name == "b").expect("b").own;
        assert_eq!((b.wall, b.cpu, b.run_delay), (Nanos(20), Nanos(15), Some(Nanos(2))));
        assert_eq!(times.iter().find(|time| time.name == "a").expect("a").own.wall, Nanos(30));
    }
}
