//! From a trace to the cause: which modules took the time themselves, and where the import stood still.

mod difference;
mod waiting;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use vitals_probes::wire::is_standard_library;
use vitals_probes::wire::{ModuleRecord, Site, Span, Stall, Trace};

use crate::quantity::{BytesDelta, Nanos};

pub use difference::{Change, Difference, Measured, Part, Share, Side, difference};
pub use waiting::Waiting;

/// One module with what it took without the modules that it imports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// Stretches of standing still at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StallGroup {
    /// The module that was being imported.
    pub module: Option<String>,
    /// The innermost frame outside the standard library, or the innermost at all.
    pub site: Option<Site>,
    /// How often.
    pub count: usize,
    /// How long, together.
    pub lasted: Nanos,
    /// What the kernel says it waited for; None where that is not known.
    pub waiting: Option<Waiting>,
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

/// The module in whose course another one was imported, in the same thread.
pub fn parent_of(trace: &Trace, module: &ModuleRecord) -> Option<usize> {
    let parent = module.parent? as usize;
    trace.modules.get(parent).filter(|other| other.other_thread == module.other_thread).map(|_| parent)
}

/// A module and a line of a file.
type StallKey<'a> = (Option<&'a str>, Option<(&'a str, u32)>);

/// Stalls by place, longest first.
pub fn stall_groups(stalls: &[Stall]) -> Vec<StallGroup> {
    let mut groups: BTreeMap<StallKey<'_>, StallGroup> = BTreeMap::new();
    for stall in stalls {
        let site = relevant_site(stall);
        let key = (stall.module_name.as_deref(), site.map(|site| (site.file.as_str(), site.line)));
        let group = groups.entry(key).or_insert_with(|| StallGroup {
            module: stall.module_name.clone(),
            site: site.cloned(),
            count: 0,
            lasted: Nanos(0),
            waiting: Waiting::of(stall),
        });
        group.count += 1;
        group.lasted += stall.lasted;
    }
    let mut groups: Vec<StallGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.lasted));
    groups
}

/// The innermost frame outside the standard library: the call that somebody wrote.
pub fn relevant_site(stall: &Stall) -> Option<&Site> {
    stall.stack.iter().find(|site| !is_standard_library(&site.file)).or(stall.stack.first())
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
    fn stalls_at_one_place_are_added_up_and_library_frames_passed_over() {
        let site = |file: &str, line| Site { file: file.into(), line, function: "f".into() };
        let stall = |line, lasted| Stall {
            module_name: Some("app".into()),
            stack: vec![site("/usr/lib/python3.11/threading.py", 5), site("/srv/app.py", line)],
            lasted: Nanos(lasted),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        };
        let groups = stall_groups(&[stall(3, 10), stall(7, 50), stall(3, 45)]);
        let reported: Vec<_> = groups
            .iter()
            .map(|group| (group.site.as_ref().map(|s| s.line), group.count, group.lasted.0))
            .collect();
        assert_eq!(reported, [(Some(3), 2, 55), (Some(7), 1, 50)]);
        assert_eq!(groups[0].waiting, Some(Waiting::Asleep));
    }
}
