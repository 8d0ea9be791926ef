//! Parts of an import that decide by themselves: modules, and branches of the tree, that are slower by more than the whole
//! may be.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Site, Stall, Trace};

use super::own_times::{own_times, parent_of};
use super::sought::{Moments, Sought};
use super::stalls::stall_groups;
use super::waiting::Waiting;
use crate::quantity::{Nanos, NanosDelta};
use crate::statistics::paired_difference;

/// Spread of a pair's difference that is assumed before any was seen, beside that of the work: as a part of the waits, which no
/// machine makes faster or slower (and as much as they vary on either side: from few pairs a wait that flickers may look
/// steady),
const SPREAD_OF_WAITS: f64 = 0.005;
/// and in seconds, of whatever it is.
const LEAST_SPREAD: f64 = 0.3e-3;
/// What makes up for a part: modules that take less by more than this part of what is tolerated,
const COUNTED: f64 = 0.02;
/// with an error rate of this.
const ALPHA_OF_LESS: f64 = 0.025;
/// The part that waits where this part of its difference is waiting.
const MOSTLY: f64 = 0.5;

/// A part of an import whose own difference is over what the whole may take more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DecisivePart {
    /// The module, or that at the head of a branch.
    pub module: String,
    /// Modules that it stands for: 1, or those of its branch.
    pub modules: usize,
    /// How much more it takes, less what other modules take less.
    pub more: NanosDelta,
    /// With an error rate that is the run's, divided among all that is looked at: at least so much.
    pub least: NanosDelta,
    /// What the whole may take more.
    pub tolerated: Nanos,
    /// Where it waits, where most of it is a wait.
    pub site: Option<Site>,
    /// What it waits for, where that is known.
    pub waiting: Option<Waiting>,
}

/// The traces of one pair.
#[derive(Clone, Copy, Debug)]
pub struct TracedPair<'a> {
    /// Of the base.
    pub base: &'a Trace,
    /// Of the candidate.
    pub candidate: &'a Trace,
}

/// The parts that are decisively slower by more than is tolerated: the largest first, none of which contains another.
///
/// A half of the error rate is divided among the modules by the time that they take in the base, which says nothing of
/// whether they are slower in the candidate; the other half evenly, with the branches. Among new ones all of it is.
pub fn decisive_parts(pairs: &[TracedPair<'_>], sought: Sought) -> Vec<DecisivePart> {
    let Sought { over: tolerated, alpha, moments } = sought;
    let Some(last) = pairs.last() else { return Vec::new() };
    let parts = Parts::of(pairs, moments);
    let tree = Tree::of(last.candidate, &parts);
    let less = parts.certainly_less(COUNTED * tolerated);
    let whole: f64 = parts.times.values().map(|times| times.base).sum::<f64>().max(f64::MIN_POSITIVE);
    let branches = tree.branches.iter().map(|names| (names, 0.0));
    let modules: Vec<BTreeSet<&str>> = parts.times.keys().map(|name| BTreeSet::from([*name])).collect();
    let modules = modules.iter().map(|names| (names, names.iter().map(|name| parts.times[name].base).sum()));
    let is_looked_at = |names: &BTreeSet<&str>| moments == Moments::Together || parts.are_new(names);
    let looked_at: Vec<(&BTreeSet<&str>, f64)> =
        modules.chain(branches).filter(|(names, _)| is_looked_at(names)).collect();
    let by_time = moments.divided_by_time();
    let evenly = (1.0 - by_time) / looked_at.len().max(1) as f64;
    let mut found = Vec::new();
    for (names, base) in looked_at {
        let more: Vec<f64> = parts.differences(names.iter().copied());
        // Cheap first: what takes no more than is tolerated in most pairs is not over it.
        if more.iter().filter(|more| **more > tolerated).count() * 2 <= more.len() {
            continue;
        }
        let others = parts.differences(less.iter().copied().filter(|name| !names.contains(name)));
        let net: Vec<f64> = more.iter().zip(&others).map(|(more, others)| more + others).collect();
        let share = by_time * base / whole + evenly;
        let Some(interval) = paired_difference(net, parts.spread(names), alpha * share) else { continue };
        if interval.low > tolerated {
            found.push((names, interval));
        }
    }
    let innermost: Vec<_> = found
        .iter()
        .filter(|(names, _)| {
            !found.iter().any(|(other, _)| other.len() < names.len() && other.is_subset(names))
        })
        .collect();
    let stalls: Vec<Stall> = pairs.iter().flat_map(|pair| pair.candidate.stalls.iter().cloned()).collect();
    let groups = stall_groups(&stalls);
    let nanos = |seconds: f64| NanosDelta((seconds * 1e9).round() as i64);
    let mut decisive: Vec<DecisivePart> = innermost
        .into_iter()
        .map(|(names, interval)| {
            let head = tree.head(names);
            let waits = parts.waits(names) > MOSTLY * interval.estimate;
            let group = groups
                .iter()
                .find(|group| waits && group.module.as_deref().is_some_and(|module| names.contains(module)));
            DecisivePart {
                module: head.to_owned(),
                modules: names.len(),
                more: nanos(interval.estimate),
                least: nanos(interval.low),
                tolerated: Nanos::from_secs_f64(tolerated),
                site: group.and_then(|group| group.site.clone()),
                waiting: group.and_then(|group| group.waiting),
            }
        })
        .collect();
    decisive.sort_by_key(|part| std::cmp::Reverse(part.more.0));
    decisive
}

/// What a module takes itself, in seconds.
struct Times {
    /// Candidate less base, pair by pair.
    differences: Vec<f64>,
    /// Whether no run of the base had it.
    is_new: bool,
    /// The mean of the base.
    base: f64,
    /// Mean processor time of the side that works more.
    work: f64,
    /// How much the waits of a pair are apart from each other by what they vary from run to run.
    spread_of_waits: f64,
    /// How much more the candidate waits, on average.
    waits_more: f64,
}

struct Parts<'a> {
    pairs: usize,
    spread_of_work: f64,
    times: BTreeMap<&'a str, Times>,
}

impl<'a> Parts<'a> {
    fn of(pairs: &[TracedPair<'a>], moments: Moments) -> Self {
        type Sides = [Vec<(f64, f64)>; 2];
        let mut sides: BTreeMap<&str, Sides> = BTreeMap::new();
        let none = || [vec![(0.0, 0.0); pairs.len()], vec![(0.0, 0.0); pairs.len()]];
        for (number, pair) in pairs.iter().enumerate() {
            for (side, trace) in [pair.base, pair.candidate].into_iter().enumerate() {
                for own in own_times(trace) {
                    let name = trace.modules[own.index].name.as_str();
                    let (work, wait) = &mut sides.entry(name).or_insert_with(none)[side][number];
                    *work += own.own.cpu.as_secs_f64();
                    *wait += own.own.blocked().as_secs_f64();
                }
            }
        }
        let known =
            |name: &str| pairs.iter().any(|pair| pair.base.modules.iter().any(|module| module.name == name));
        let times = sides.into_iter().map(|(name, sides)| (name, Times::of(&sides, !known(name)))).collect();
        Self { pairs: pairs.len(), spread_of_work: moments.spread_of_work(), times }
    }

    /// Whether the base has none of these modules.
    fn are_new(&self, names: &BTreeSet<&str>) -> bool {
        names.iter().all(|name| self.times.get(name).is_some_and(|times| times.is_new))
    }

    /// Of several modules together, pair by pair.
    fn differences<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<f64> {
        let mut sums = vec![0.0; self.pairs];
        for times in names.into_iter().filter_map(|name| self.times.get(name)) {
            for (sum, difference) in sums.iter_mut().zip(&times.differences) {
                *sum += difference;
            }
        }
        sums
    }

    /// The spread that is assumed of several modules together: machines are slow for all of them at once.
    fn spread(&self, names: &BTreeSet<&str>) -> f64 {
        let of = names.iter().filter_map(|name| self.times.get(name));
        let work: f64 = of.clone().map(|times| times.work).sum();
        let waits: f64 = of.map(|times| times.spread_of_waits.powi(2)).sum();
        (f64::powi(self.spread_of_work * work, 2) + waits + LEAST_SPREAD.powi(2)).sqrt()
    }

    fn waits(&self, names: &BTreeSet<&str>) -> f64 {
        names.iter().filter_map(|name| self.times.get(name)).map(|times| times.waits_more).sum()
    }

    /// Modules that take less by more than `least`: what was only moved to another module makes the whole no slower.
    fn certainly_less(&self, least: f64) -> BTreeSet<&'a str> {
        let is_less = |(_, times): &(&&str, &Times)| {
            let spread = f64::hypot(self.spread_of_work * times.work, times.spread_of_waits);
            let interval = paired_difference(times.differences.clone(), spread, ALPHA_OF_LESS);
            interval.is_some_and(|interval| interval.estimate < -least && interval.high < 0.0)
        };
        self.times.iter().filter(is_less).map(|(name, _)| *name).collect()
    }
}

impl Times {
    fn of([base, candidate]: &[Vec<(f64, f64)>; 2], is_new: bool) -> Self {
        let mean = |side: &[(f64, f64)], of: fn(&(f64, f64)) -> f64| {
            side.iter().map(of).sum::<f64>() / side.len().max(1) as f64
        };
        let (works, waits) = (|time: &(f64, f64)| time.0, |time: &(f64, f64)| time.1);
        let wait = mean(base, waits).max(mean(candidate, waits));
        let spread = |side: &[(f64, f64)]| {
            let centre = mean(side, waits);
            let squares: f64 = side.iter().map(|time| (time.1 - centre).powi(2)).sum();
            (squares / (side.len() as f64 - 1.0).max(1.0)).sqrt()
        };
        let differences = base.iter().zip(candidate);
        Self {
            differences: differences.map(|(before, after)| after.0 + after.1 - before.0 - before.1).collect(),
            is_new,
            base: mean(base, works) + mean(base, waits),
            work: mean(base, works).max(mean(candidate, works)),
            spread_of_waits: f64::hypot(f64::hypot(spread(base), spread(candidate)), SPREAD_OF_WAITS * wait),
            waits_more: mean(candidate, waits) - mean(base, waits),
        }
    }
}

/// The candidate's branches: modules with all that they import, but for that which was asked for, which is the whole.
struct Tree<'a> {
    branches: Vec<BTreeSet<&'a str>>,
    /// Each module's place in the order in which they began.
    order: BTreeMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    fn of(trace: &'a Trace, parts: &Parts<'_>) -> Self {
        let count = trace.modules.len();
        let mut below: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); count];
        let mut branches = Vec::new();
        // A module begins after the one that imports it: from the last to the first, each is complete.
        for (index, module) in trace.modules.iter().enumerate().rev() {
            if module.other_thread || !parts.times.contains_key(module.name.as_str()) {
                continue;
            }
            let mut names = std::mem::take(&mut below[index]);
            names.insert(&module.name);
            if let Some(parent) = parent_of(trace, module) {
                below[parent].extend(names.iter().copied());
                if names.len() > 1 {
                    branches.push(names);
                }
            }
        }
        let order = trace.modules.iter().enumerate().rev();
        let order = order.map(|(index, module)| (module.name.as_str(), index)).collect();
        Self { branches, order }
    }

    /// Which of several modules began first.
    fn head<'n>(&self, names: &BTreeSet<&'n str>) -> &'n str {
        let place = |name: &&&str| self.order.get(**name).copied().unwrap_or(usize::MAX);
        names.iter().min_by_key(place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "decisive_tests.rs"]
mod tests;
