//! Waits that both sides of a comparison have in common: they are no measure for a new one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Site, Stall, Trace};

use super::own_times::own_times;
use super::stalls::stall_groups;
use super::waiting::Waiting;
use crate::quantity::Nanos;
use crate::statistics::quantile;

/// Shorter waits are left in the time: the watcher does not see where they are.
const LEAST: Nanos = Nanos::from_millis(20);
/// What three runs of four wait at least is taken for what all of them wait.
const USUAL_LEAST: f64 = 0.25;

/// A module that waits on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SharedWait {
    /// Dotted name.
    pub module: String,
    /// What it waits at least, in runs of both sides.
    pub lasted: Nanos,
    /// How much more or less it waits from run to run: the middle half of the runs of the side where that is more.
    pub spread: Nanos,
    /// The line, where it was seen.
    pub site: Option<Site>,
    /// What it waits for, where that is known.
    pub waiting: Option<Waiting>,
}

/// What both sides wait, module by module, the longest first.
pub fn shared_waits(base: &[Trace], candidate: &[Trace]) -> Vec<SharedWait> {
    let [before, after] = [base, candidate].map(waits);
    let both = before.iter().filter_map(|(module, before)| Some((*module, [before, after.get(module)?])));
    let mut shared: Vec<SharedWait> = both.filter_map(|(module, sides)| shared_wait(module, sides)).collect();
    if !shared.is_empty() {
        let stalls: Vec<Stall> = candidate.iter().flat_map(|trace| trace.stalls.iter().cloned()).collect();
        let groups = stall_groups(&stalls);
        for wait in &mut shared {
            if let Some(group) = groups.iter().find(|group| group.module.as_ref() == Some(&wait.module)) {
                (wait.site, wait.waiting) = (group.site.clone(), group.waiting);
            }
        }
    }
    shared.sort_by_key(|wait| std::cmp::Reverse(wait.lasted));
    shared
}

fn shared_wait(module: &str, sides: [&Vec<f64>; 2]) -> Option<SharedWait> {
    let [before, after] = sides.map(|waits| quantile(waits, USUAL_LEAST));
    let lasted = before?.min(after?);
    let spread = |waits: &Vec<f64>| Some(quantile(waits, 1.0 - USUAL_LEAST)? - quantile(waits, USUAL_LEAST)?);
    let spread = sides.into_iter().filter_map(spread).fold(0.0, f64::max);
    let [lasted, spread] = [lasted, spread].map(Nanos::from_secs_f64);
    let module = module.to_owned();
    (lasted >= LEAST).then_some(SharedWait { module, lasted, spread, site: None, waiting: None })
}

/// What each module waits itself, in seconds, run by run; modules that never wait are left out.
fn waits(traces: &[Trace]) -> BTreeMap<&str, Vec<f64>> {
    let mut waits: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (run, trace) in traces.iter().enumerate() {
        for own in own_times(trace).into_iter().filter(|own| own.own.blocked() >= LEAST) {
            let name = trace.modules[own.index].name.as_str();
            waits.entry(name).or_insert_with(|| vec![0.0; traces.len()])[run] +=
                own.own.blocked().as_secs_f64();
        }
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::{ModuleRecord, Span};

    /// A module of 30 ms of work that waits so many milliseconds, and one that only works.
    fn trace(waits: u64) -> Trace {
        let cpu = Nanos::from_millis(30);
        let module = |name: &str, waits: u64| ModuleRecord {
            name: name.into(),
            span: Span { wall: cpu + Nanos::from_millis(waits), cpu, ..Span::default() },
            ..ModuleRecord::default()
        };
        let site = Site { file: "/srv/app.py".into(), line: 3, function: "connect".into() };
        let stall = Stall {
            module_name: Some("app".into()),
            stack: vec![site],
            lasted: Nanos::from_millis(waits),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        };
        Trace { modules: vec![module("app", waits), module("works", 0)], stalls: vec![stall] }
    }

    fn shared(base: &[u64], candidate: &[u64]) -> Vec<(u64, u64)> {
        let traces = |waits: &[u64]| waits.iter().map(|waits| trace(*waits)).collect::<Vec<_>>();
        let found = shared_waits(&traces(base), &traces(candidate));
        assert!(found.iter().all(|wait| wait.site.as_ref().is_some_and(|site| site.line == 3)));
        found.iter().map(|wait| (wait.lasted.0 / 1_000_000, wait.spread.0 / 1_000_000)).collect()
    }

    #[test]
    fn c11_what_both_sides_wait_is_shared_and_what_one_waits_more_is_not() {
        assert_eq!(shared(&[10_000; 4], &[10_200; 4]), [(10_000, 0)]);
        assert_eq!(shared(&[200; 4], &[0; 4]), []);
        assert_eq!(shared(&[0; 4], &[200; 4]), []);
        assert_eq!(shared(&[15; 4], &[15; 4]), [], "too short to be seen");
        assert_eq!(shared(&[], &[200; 4]), []);
    }

    #[test]
    fn c11_what_varies_is_shared_as_far_as_most_runs_wait_and_its_spread_is_known() {
        assert_eq!(shared(&[90, 100, 110, 120, 130], &[100, 100, 100, 100, 100]), [(100, 20)]);
        assert_eq!(shared(&[0, 0, 100, 100], &[100; 4]), [], "half of the runs do not wait");
    }
}
