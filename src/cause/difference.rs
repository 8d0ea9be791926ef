//! From two sets of traces to the modules that make the difference, each with its part of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ModuleRecord, Site, Span, Trace};

use super::{own_times, parent_of, stall_groups};
use crate::quantity::{BytesDelta, Nanos, NanosDelta};
use crate::statistics::{Interval, difference_of_means};

/// Confidence of each part's interval is 1 − this.
const ALPHA: f64 = 0.05;
/// A module is named from this part of the base's whole on,
const TELLING: f64 = 0.01;
/// and from this much memory on.
const HEAVY: BytesDelta = BytesDelta(1_000_000);
/// A module is newly blocking where this part of its difference is waiting.
const MOSTLY: f64 = 0.5;

/// One side's samples: each sample's whole, and its trace.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Samples that count, with their traces.
    pub samples: &'a [(Measured, &'a Trace)],
}

/// The whole of one import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Times of the import statement.
    pub span: Span,
    /// What it added to the resident size.
    pub rss: BytesDelta,
}

/// A part of a difference, candidate less base. Parts add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Wall time without the wait for a processor.
    pub time: NanosDelta,
    /// Processor time.
    pub cpu: NanosDelta,
    /// Resident memory.
    pub rss: BytesDelta,
}

impl Part {
    /// Time in which the thread did not run.
    pub fn blocked(self) -> NanosDelta {
        self.time - self.cpu
    }

    fn plus(self, other: Self) -> Self {
        Self { time: self.time + other.time, cpu: self.cpu + other.cpu, rss: self.rss + other.rss }
    }

    fn minus(self, other: Self) -> Self {
        Self { time: self.time - other.time, cpu: self.cpu - other.cpu, rss: self.rss - other.rss }
    }
}

/// What became of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Dotted name.
    pub module: String,
    /// What became of it.
    pub change: Change,
    /// Its part.
    pub part: Part,
    /// Of the time, in seconds, at 95 %.
    pub interval: Option<Interval>,
    /// Modules that came or went with it.
    pub along: usize,
    /// The statement that imports it.
    pub importer: Option<Site>,
    /// Where it newly waits.
    pub stall: Option<Site>,
    /// What it waits for, in words.
    pub waiting: Option<Cow<'static, str>>,
}

/// The whole difference and its parts: `whole` = the shares + `others` + `outside`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Mean of the candidate's samples less that of the base's.
    pub whole: Part,
    /// Modules that are named, the largest part first.
    pub shares: Vec<Share>,
    /// The modules that are not named, together.
    pub others: Part,
    /// How many those are.
    pub other_modules: usize,
    /// Outside of any module: the statement itself, the finders, what other threads did.
    pub outside: Part,
}

/// What modules took themselves, by name, sample by sample.
struct OwnParts {
    samples: usize,
    modules: BTreeMap<String, Vec<(f64, f64, f64)>>,
}

impl OwnParts {
    fn of(side: Side<'_>) -> Self {
        let mut modules: BTreeMap<String, Vec<(f64, f64, f64)>> = BTreeMap::new();
        let samples = side.samples.len();
        for (number, (_, trace)) in side.samples.iter().enumerate() {
            for own in own_times(trace) {
                let values = modules.entry(own.name).or_insert_with(|| vec![(0.0, 0.0, 0.0); samples]);
                let (time, cpu, rss) = &mut values[number];
                *time += time_of(own.own) as f64;
                *cpu += own.own.cpu.0 as f64;
                *rss += own.own_rss.0 as f64;
            }
        }
        Self { samples, modules }
    }

    fn mean(&self, name: &str) -> Part {
        let values = self.modules.get(name).map_or(&[][..], Vec::as_slice);
        let mean = |part: fn(&(f64, f64, f64)) -> f64| {
            (values.iter().map(part).sum::<f64>() / self.samples.max(1) as f64).round() as i64
        };
        Part {
            time: NanosDelta(mean(|value| value.0)),
            cpu: NanosDelta(mean(|value| value.1)),
            rss: BytesDelta(mean(|value| value.2)),
        }
    }

    /// Seconds of several modules together, sample by sample.
    fn seconds(&self, names: &BTreeSet<&str>) -> Vec<f64> {
        let mut sums = vec![0.0; self.samples];
        for values in names.iter().filter_map(|name| self.modules.get(*name)) {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value.0 / 1e9;
            }
        }
        sums
    }
}

/// Names what makes the difference. None where a side has no trace.
pub fn difference(base: Side<'_>, candidate: Side<'_>) -> Option<Difference> {
    let whole = mean_of(candidate)?.minus(mean_of(base)?);
    let sides = [base, candidate].map(OwnParts::of);
    let [before, after] = &sides;
    let names: BTreeSet<&str> =
        before.modules.keys().chain(after.modules.keys()).map(String::as_str).collect();
    let mut rest = names.clone();
    let mut shares = Vec::new();
    for (side, other, change) in [(candidate, before, Change::Added), (base, after, Change::Removed)] {
        for (root, along) in only_here(side, other) {
            let mut group: BTreeSet<&str> = along.iter().map(String::as_str).collect();
            group.insert(&root);
            let share = share_of(&sides, &root, &group, change, side);
            if let Some(share) = share.filter(|share| is_telling(share, mean_of(base))) {
                rest.retain(|name| !group.contains(name));
                shares.push(share);
            }
        }
    }
    for name in names.iter().filter(|name| before.modules.contains_key(**name)) {
        if after.modules.contains_key(*name) {
            let group = BTreeSet::from([*name]);
            let share = share_of(&sides, name, &group, Change::Slower, candidate)
                .map(|share| named(share, candidate));
            if let Some(share) = share.filter(|share| is_telling(share, mean_of(base))) {
                rest.remove(name);
                shares.push(share);
            }
        }
    }
    shares.sort_by_key(|share| std::cmp::Reverse(weight(share, whole)));
    let named_parts = shares.iter().fold(Part::default(), |sum, share| sum.plus(share.part));
    let others =
        rest.iter().fold(Part::default(), |sum, name| sum.plus(after.mean(name).minus(before.mean(name))));
    let outside = whole.minus(named_parts).minus(others);
    Some(Difference { whole, shares, others, other_modules: rest.len(), outside })
}

/// Not clamped, unlike [`Span::undisturbed`]: parts must add up.
fn time_of(span: Span) -> i64 {
    span.wall.0 as i64 - span.starved().0 as i64
}

fn mean_of(side: Side<'_>) -> Option<Part> {
    let count = i64::try_from(side.samples.len()).ok().filter(|count| *count > 0)?;
    let sum = side.samples.iter().fold(Part::default(), |sum, (measured, _)| {
        sum.plus(Part {
            time: NanosDelta(time_of(measured.span)),
            cpu: NanosDelta(measured.span.cpu.0 as i64),
            rss: measured.rss,
        })
    });
    let mean = |value: i64| value / count;
    Some(Part {
        time: NanosDelta(mean(sum.time.0)),
        cpu: NanosDelta(mean(sum.cpu.0)),
        rss: BytesDelta(mean(sum.rss.0)),
    })
}

/// Modules that only this side imports: the topmost of each group, with those that it alone brings.
fn only_here(side: Side<'_>, other: &OwnParts) -> Vec<(String, Vec<String>)> {
    let Some((_, trace)) = side.samples.first() else { return Vec::new() };
    let is_new = |module: &ModuleRecord| !module.other_thread && !other.modules.contains_key(&module.name);
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for module in trace.modules.iter().filter(|module| is_new(module)) {
        let mut root = module;
        while let Some(parent) = parent_of(trace, root).map(|index| &trace.modules[index]) {
            if !is_new(parent) {
                break;
            }
            root = parent;
        }
        let along = groups.entry(root.name.clone()).or_default();
        if module.name != root.name {
            along.insert(module.name.clone());
        }
    }
    groups.into_iter().map(|(root, along)| (root, along.into_iter().collect())).collect()
}

fn share_of(
    [before, after]: &[OwnParts; 2],
    module: &str,
    group: &BTreeSet<&str>,
    change: Change,
    named_in: Side<'_>,
) -> Option<Share> {
    let part =
        group.iter().fold(Part::default(), |sum, name| sum.plus(after.mean(name).minus(before.mean(name))));
    let (_, trace) = named_in.samples.first()?;
    let record = trace.modules.iter().find(|record| record.name == module && !record.other_thread)?;
    Some(Share {
        module: module.to_owned(),
        change,
        part,
        interval: difference_of_means(&before.seconds(group), &after.seconds(group), ALPHA),
        along: group.len() - 1,
        importer: record.importer.clone(),
        stall: None,
        waiting: None,
    })
}

/// Says what became of a module that both sides import.
fn named(mut share: Share, candidate: Side<'_>) -> Share {
    let Part { time, rss, .. } = share.part;
    let certain = share.interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0);
    share.change = match () {
        () if certain && time.0 > 0 && share.part.blocked().0 as f64 > MOSTLY * time.0 as f64 => {
            let stalls =
                candidate.samples.first().map(|(_, trace)| stall_groups(&trace.stalls)).unwrap_or_default();
            let own = stalls.into_iter().find(|group| group.module.as_deref() == Some(&share.module));
            if let Some(group) = own {
                share.waiting = group.waiting;
                share.stall = group.site;
            }
            Change::NewlyBlocking
        }
        () if certain && time.0 > 0 => Change::Slower,
        () if certain => Change::Faster,
        () if rss.0 > 0 => Change::Heavier,
        () => Change::Lighter,
    };
    share
}

/// Whether a share is worth a line: certain and a telling part of the whole, or heavy.
fn is_telling(share: &Share, whole: Option<Part>) -> bool {
    let certain = share.interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0);
    let whole = whole.map_or(0, |whole| whole.time.0);
    let long = share.part.time.0.abs() as f64 >= TELLING * whole as f64;
    (certain && long) || share.part.rss.0.abs() >= HEAVY.0
}

/// How much of the whole difference a share is: its part of the time, or of the memory where that is more.
fn weight(share: &Share, whole: Part) -> i64 {
    let part = |part: i64, whole: i64| 1e6 * part as f64 / whole.abs().max(1) as f64;
    let time = part(share.part.time.0, whole.time.0).abs();
    let memory = part(share.part.rss.0, whole.rss.0).abs();
    let memory = if whole.rss.0.abs() >= HEAVY.0 { memory } else { 0.0 };
    let time = if whole.time.0.unsigned_abs() >= Nanos::from_millis(1).0 { time } else { 0.0 };
    time.max(memory) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, importing module, time and processor time without its imports in ms, and memory in kB.
    type Row = (&'static str, Option<&'static str>, u64, u64, i64);

    fn traced(rows: &[Row]) -> (Measured, Trace) {
        let index = |name: &str| rows.iter().position(|row| row.0 == name).map(|index| index as u32);
        let within = |name: &str, part: &dyn Fn(&Row) -> i64| -> i64 {
            // A module's own and that of all below it.
            let is_below = |row: &Row| {
                std::iter::successors(Some(*row), |row| {
                    rows.iter().find(|other| Some(other.0) == row.1).copied()
                })
                .any(|above| above.0 == name)
            };
            rows.iter().filter(|row| is_below(row)).map(part).sum()
        };
        let modules = rows
            .iter()
            .map(|(name, parent, ..)| ModuleRecord {
                name: (*name).into(),
                parent: parent.and_then(index),
                importer: Some(Site { file: "/srv/x.py".into(), line: 7, function: String::new() }),
                span: Span {
                    wall: Nanos(within(name, &|row| row.2 as i64) as u64 * 1_000_000),
                    cpu: Nanos(within(name, &|row| row.3 as i64) as u64 * 1_000_000),
                    ..Span::default()
                },
                rss: BytesDelta(within(name, &|row| row.4) * 1_000),
                ..ModuleRecord::default()
            })
            .collect();
        let sum = |part: &dyn Fn(&Row) -> i64| rows.iter().map(part).sum::<i64>();
        let span = Span {
            // One millisecond outside of any module.
            wall: Nanos((sum(&|row| row.2 as i64) as u64 + 1) * 1_000_000),
            cpu: Nanos((sum(&|row| row.3 as i64) as u64 + 1) * 1_000_000),
            ..Span::default()
        };
        let measured = Measured { span, rss: BytesDelta(sum(&|row| row.4) * 1_000) };
        (measured, Trace { modules, stalls: Vec::new() })
    }

    fn compared(base: &[Row], candidate: &[Row]) -> Difference {
        let [base, candidate] = [base, candidate].map(traced);
        let of = |side: &'_ (Measured, Trace)| [(side.0, side.1.clone()), (side.0, side.1.clone())];
        let (base, candidate) = (of(&base), of(&candidate));
        let [base, candidate] =
            [&base, &candidate].map(|side| side.each_ref().map(|(measured, trace)| (*measured, trace)));
        difference(Side { samples: &base }, Side { samples: &candidate }).expect("traces")
    }

    fn told(difference: &Difference) -> Vec<(&str, Change, i64, usize)> {
        let shares = difference.shares.iter();
        shares
            .map(|share| (&*share.module, share.change, share.part.time.0 / 1_000_000, share.along))
            .collect()
    }

    const BASE: [Row; 3] =
        [("app", None, 10, 10, 100), ("a", Some("app"), 20, 20, 0), ("b", Some("app"), 30, 30, 0)];

    #[test]
    fn an_added_module_stands_for_all_that_it_alone_brings() {
        let more: [Row; 2] = [("new", Some("a"), 5, 5, 0), ("new.inner", Some("new"), 40, 40, 3_000)];
        let difference = compared(&BASE, &[&BASE[..], &more[..]].concat());
        assert_eq!(told(&difference), [("new", Change::Added, 45, 1)]);
        assert_eq!(difference.shares[0].part.rss, BytesDelta(3_000_000));
        assert_eq!(difference.shares[0].importer.as_ref().map(|site| site.line), Some(7));
        assert_eq!(difference.whole.time, NanosDelta(45_000_000));
        assert_eq!((difference.others, difference.outside), (Part::default(), Part::default()));
        let back = compared(&[&BASE[..], &more[..]].concat(), &BASE);
        assert_eq!(told(&back), [("new", Change::Removed, -45, 1)]);
    }

    #[test]
    fn what_both_import_is_told_by_what_became_of_it() {
        let candidate: [Row; 3] =
            [("app", None, 10, 10, 5_000), ("a", Some("app"), 60, 20, 0), ("b", Some("app"), 50, 50, 0)];
        let difference = compared(&BASE, &candidate);
        // The memory is all of the memory's difference, and so as telling as the longest wait.
        let mut shares = told(&difference);
        shares.sort_unstable_by_key(|share| share.0);
        let expected = [
            ("a", Change::NewlyBlocking, 40, 0),
            ("app", Change::Heavier, 0, 0),
            ("b", Change::Slower, 20, 0),
        ];
        assert_eq!(shares, expected);
    }

    /// A module that another one imports now is neither slower nor faster.
    #[test]
    fn a_module_that_moved_is_no_difference() {
        let moved: [Row; 3] =
            [("app", None, 10, 10, 100), ("a", Some("app"), 20, 20, 0), ("b", Some("a"), 30, 30, 0)];
        let difference = compared(&BASE, &moved);
        assert_eq!(told(&difference), []);
        assert_eq!((difference.whole, difference.other_modules), (Part::default(), 3));
    }

    #[test]
    fn without_samples_there_is_no_difference() {
        assert_eq!(difference(Side { samples: &[] }, Side { samples: &[] }), None);
    }
}
