//! Which modules are named: those whose part is certain and long, or heavy. Else the one that takes the most of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ModuleRecord, Site, Stall};

use super::parts::{OwnParts, Part};
use super::side::Side;
use crate::cause::own_times::parent_of;
use crate::cause::stalls::{StallGroup, stall_groups};
use crate::cause::waiting::Waiting;
use crate::quantity::{BytesDelta, Nanos, NanosDelta};
use crate::statistics::{Interval, Test, are_discoveries, difference_of_means};

/// Confidence of each part's interval is 1 − this; of the modules named for their time, at most this part is named for
/// nothing, on average.
const ALPHA: f64 = 0.05;
/// A module is named from this part of the base's whole on,
const WORTH_NAMING: f64 = 0.01;
/// and from this much memory on.
const HEAVY: BytesDelta = BytesDelta(1_000_000);
/// What is not certain is shown where it is this part of the whole difference.
const MOST: f64 = 0.5;
/// A module is newly blocking where this part of its difference is waiting.
const MOSTLY: f64 = 0.5;

/// What became of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only the candidate imports it.
    Added,
    /// Only the base imported it.
    Removed,
    /// It waits where it did not.
    NewlyBlocking,
    /// Its own code takes longer.
    Slower,
    /// Its own code takes less.
    Faster,
    /// It takes more memory.
    Heavier,
    /// It takes less memory.
    Lighter,
}

/// One module's share of the difference: its own code, and for an added or removed one all that it brought alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Share {
    /// Dotted name.
    pub module: String,
    /// What became of it.
    pub change: Change,
    /// What of the module it is about.
    pub part: Part,
    /// Of the time, in seconds, at 95 %.
    pub interval: Option<Interval>,
    /// Modules that came or went with it.
    pub along: usize,
    /// The statement that imports it.
    pub importer: Option<Site>,
    /// Where it newly waits.
    pub stall: Option<Site>,
    /// What it waits for.
    pub waiting: Option<Waiting>,
}

/// A share that may be named.
pub(super) struct Candidate {
    pub share: Share,
    /// The module, and what came or went with it.
    pub group: BTreeSet<String>,
    /// Probability of such a difference, or a larger one, where the times are alike.
    p: f64,
    /// What it takes on each side.
    times: [NanosDelta; 2],
    /// Seconds that it takes at least in each sample of its side, where one side alone imports it.
    always: Option<f64>,
}

impl Candidate {
    /// What the side takes where it takes more.
    fn longest(&self) -> f64 {
        self.times[0].max(self.times[1]).0 as f64
    }

    /// Weighted by what both sides take together, which says nothing of whether they differ: of few samples a module that
    /// takes a large part of the time would else be as hard to name as one of a hundred small ones.
    fn test(&self) -> Test {
        Test { p: self.p, weight: self.times.iter().map(|time| time.0.max(0) as f64).sum() }
    }
}

/// What might be named: modules of one side alone, each with what it alone brings, and modules of both.
pub(super) fn candidates(sides: [Side<'_>; 2], parts: &[OwnParts; 2]) -> Vec<Candidate> {
    let [base, candidate] = sides;
    let [before, after] = parts;
    let mut found = Vec::new();
    for (side, other, change) in [(candidate, before, Change::Added), (base, after, Change::Removed)] {
        for (root, group) in only_here(side, other) {
            found.extend(compared(parts, &root, group, change, side));
        }
    }
    for name in before.names().filter(|name| after.has(name)) {
        found.extend(compared(parts, name, BTreeSet::from([name.to_owned()]), Change::Slower, candidate));
    }
    found
}

/// Those that are worth a line, in a difference whose base takes `whole`, with what became of them; and the others.
///
/// Only modules that take a significant part on either side are tested at all. Whether one takes that much says nothing of
/// whether it changed, so the others may be left out of the count of tests (Bourgon, Gentleman and Huber 2010). One that a
/// single side imports is not tested: that it takes nothing on the other is no sample but a fact.
pub(super) fn named(
    candidates: Vec<Candidate>,
    whole: Part,
    side: Side<'_>,
) -> (Vec<Candidate>, Vec<Candidate>) {
    let least = WORTH_NAMING * whole.time.0 as f64;
    let is_tested = |candidate: &Candidate| candidate.always.is_none() && candidate.longest() >= least;
    let tested: Vec<Test> = candidates.iter().filter(|one| is_tested(one)).map(Candidate::test).collect();
    let mut discoveries = are_discoveries(&tested, ALPHA).into_iter();
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for mut candidate in candidates {
        let certain = match candidate.always {
            Some(seconds) => seconds * 1e9 >= least,
            None => is_tested(&candidate) && discoveries.next() == Some(true),
        };
        let Part { time, rss, .. } = candidate.share.part;
        if (certain && time.0.abs() as f64 >= least) || rss.is_some_and(|rss| rss.0.abs() >= HEAVY.0) {
            if candidate.share.change == Change::Slower {
                classify(&mut candidate.share, certain, side);
            }
            named.push(candidate);
        } else {
            others.push(candidate);
        }
    }
    (named, others)
}

/// The one that makes the most of a difference without being certain; None where none makes the most of it.
pub(super) fn most_of(others: Vec<Candidate>, whole: Part) -> Option<Share> {
    let toward = |candidate: &Candidate| candidate.share.part.time.0 * whole.time.0.signum();
    let most = others.into_iter().max_by_key(toward)?;
    let is_most = toward(&most) as f64 >= MOST * whole.time.0.abs() as f64;
    let mut share = most.share;
    if share.change == Change::Slower && share.part.time.0 < 0 {
        share.change = Change::Faster;
    }
    (whole.time.0 != 0 && is_most).then_some(share)
}

/// Modules that only this side imports: the topmost of each group, with the group, itself included.
fn only_here(side: Side<'_>, other: &OwnParts) -> BTreeMap<String, BTreeSet<String>> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let Some((_, trace)) = side.samples.first() else { return groups };
    let is_new = |module: &ModuleRecord| !module.other_thread && !other.has(&module.name);
    for module in trace.modules.iter().filter(|module| is_new(module)) {
        let mut root = module;
        while let Some(parent) = parent_of(trace, root).map(|index| &trace.modules[index]) {
            if !is_new(parent) {
                break;
            }
            root = parent;
        }
        let group = groups.entry(root.name.clone()).or_default();
        group.extend([root.name.clone(), module.name.clone()]);
    }
    groups
}

fn compared(
    [before, after]: &[OwnParts; 2],
    module: &str,
    group: BTreeSet<String>,
    change: Change,
    named_in: Side<'_>,
) -> Option<Candidate> {
    let [base, candidate] = [before, after].map(|side| side.mean(group.iter().map(String::as_str)));
    let (_, trace) = named_in.samples.first()?;
    let record = trace.modules.iter().find(|record| record.name == module && !record.other_thread)?;
    let seconds = [before, after].map(|side| side.seconds(&group));
    let test = difference_of_means(&seconds[0], &seconds[1], ALPHA);
    let alone = match change {
        Change::Added => Some(&seconds[1]),
        Change::Removed => Some(&seconds[0]),
        _ => None,
    };
    let share = Share {
        module: module.to_owned(),
        change,
        part: candidate.minus(base),
        interval: test.map(|test| within_reason(test.interval, change)),
        along: group.len() - 1,
        importer: record.importer.clone(),
        stall: None,
        waiting: None,
    };
    let p = test.map_or(1.0, |test| test.p);
    let always = alone.map(|seconds| seconds.iter().copied().fold(f64::INFINITY, f64::min));
    Some(Candidate { share, group, p, times: [base.time, candidate.time], always })
}

/// What one side alone imports takes no less than nothing.
fn within_reason(interval: Interval, change: Change) -> Interval {
    match change {
        Change::Added => Interval { low: interval.low.max(0.0), ..interval },
        Change::Removed => Interval { high: interval.high.min(0.0), ..interval },
        _ => interval,
    }
}

/// Says what became of a module that both sides import.
fn classify(share: &mut Share, certain: bool, candidate: Side<'_>) {
    let Part { time, rss, .. } = share.part;
    share.change = match () {
        () if certain && time.0 > 0 && share.part.blocked().0 as f64 > MOSTLY * time.0 as f64 => {
            // Of all samples: on a busy machine the watcher of one of them may come too late to see it wait.
            let all: Vec<Stall> =
                candidate.samples.iter().flat_map(|(_, trace)| trace.stalls.iter().cloned()).collect();
            let of_this = |group: &StallGroup| group.module.as_deref() == Some(&share.module);
            if let Some(group) = stall_groups(&all).into_iter().find(of_this) {
                share.waiting = group.waiting;
                share.stall = group.site;
            }
            Change::NewlyBlocking
        }
        () if certain && time.0 > 0 => Change::Slower,
        () if certain => Change::Faster,
        () if rss.is_some_and(|rss| rss.0 > 0) => Change::Heavier,
        () => Change::Lighter,
    };
}

/// How much of the whole difference a share is: its part of the time, or of the memory where that is more.
pub(super) fn weight(share: &Share, whole: Part) -> i64 {
    let part = |part: i64, whole: i64| 1e6 * part as f64 / whole.abs().max(1) as f64;
    let time = part(share.part.time.0, whole.time.0).abs();
    let memory = share.part.rss.zip(whole.rss).filter(|(_, whole)| whole.0.abs() >= HEAVY.0);
    let memory = memory.map_or(0.0, |(own, whole)| part(own.0, whole.0).abs());
    let time = if whole.time.0.unsigned_abs() >= Nanos::from_millis(1).0 { time } else { 0.0 };
    time.max(memory) as i64
}
