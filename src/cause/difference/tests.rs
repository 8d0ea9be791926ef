//! Traces with a known difference, and what is reported of it.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vitals_probes::wire::{ModuleRecord, Site, Span, Trace};

use super::*;
use crate::quantity::{BytesDelta, Nanos, NanosDelta};

/// Name, importing module, time and processor time without its imports in ms, and memory in kB.
type Row = (&'static str, Option<&'static str>, u64, u64, i64);

fn traced(rows: &[Row]) -> (Measured, Trace) {
    let index = |name: &str| rows.iter().position(|row| row.0 == name).map(|index| index as u32);
    let within = |name: &str, part: &dyn Fn(&Row) -> i64| -> i64 {
        // A module's own and that of all below it.
        let is_below = |row: &Row| {
            std::iter::successors(Some(*row), |row| rows.iter().find(|other| Some(other.0) == row.1).copied())
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
            rss: Some(BytesDelta(within(name, &|row| row.4) * 1_000)),
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
    let measured = Measured { span, rss: Some(BytesDelta(sum(&|row| row.4) * 1_000)) };
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

fn reported(difference: &Difference) -> Vec<(&str, Change, i64, usize)> {
    let shares = difference.shares.iter();
    shares.map(|share| (&*share.module, share.change, share.part.time.0 / 1_000_000, share.along)).collect()
}

const BASE: [Row; 3] =
    [("app", None, 10, 10, 100), ("a", Some("app"), 20, 20, 0), ("b", Some("app"), 30, 30, 0)];

#[test]
fn a6_memory_that_was_not_read_makes_no_module_heavier_or_lighter() {
    let rows = [("shop", None, 100, 100, 10_000)];
    let [mut one, two] = [traced(&rows), traced(&rows)];
    one.1.modules[0].rss = None;
    one.0.rss = None;
    let base = [(one.0, &one.1), (one.0, &one.1)];
    let candidate = [(two.0, &two.1), (two.0, &two.1)];
    for [base, candidate] in [[&base, &candidate], [&candidate, &base]] {
        let difference = difference(Side { samples: base }, Side { samples: candidate }).expect("traces");
        assert!(difference.shares.is_empty(), "{difference:?}");
        assert_eq!((difference.whole.rss, difference.whole.time), (None, NanosDelta(0)));
    }
}

#[test]
fn an_added_module_stands_for_all_that_it_alone_brings() {
    let more: [Row; 2] = [("new", Some("a"), 5, 5, 0), ("new.inner", Some("new"), 40, 40, 3_000)];
    let difference = compared(&BASE, &[&BASE[..], &more[..]].concat());
    assert_eq!(reported(&difference), [("new", Change::Added, 45, 1)]);
    assert_eq!(difference.shares[0].part.rss, Some(BytesDelta(3_000_000)));
    assert_eq!(difference.shares[0].importer.as_ref().map(|site| site.line), Some(7));
    assert_eq!(difference.whole.time, NanosDelta(45_000_000));
    assert_eq!((difference.others, difference.outside), (Part::NOTHING, Part::NOTHING));
    let back = compared(&[&BASE[..], &more[..]].concat(), &BASE);
    assert_eq!(reported(&back), [("new", Change::Removed, -45, 1)]);
}

#[test]
fn what_both_import_is_reported_by_what_became_of_it() {
    let candidate: [Row; 3] =
        [("app", None, 10, 10, 5_000), ("a", Some("app"), 60, 20, 0), ("b", Some("app"), 50, 50, 0)];
    let difference = compared(&BASE, &candidate);
    // The memory is all of the memory's difference, and so as significant as the longest wait.
    let mut shares = reported(&difference);
    shares.sort_unstable_by_key(|share| share.0);
    let expected =
        [("a", Change::NewlyBlocking, 40, 0), ("app", Change::Heavier, 0, 0), ("b", Change::Slower, 20, 0)];
    assert_eq!(shares, expected);
}

/// A module that another one imports now is neither slower nor faster.
#[test]
fn a_module_that_moved_is_no_difference() {
    let moved: [Row; 3] =
        [("app", None, 10, 10, 100), ("a", Some("app"), 20, 20, 0), ("b", Some("a"), 30, 30, 0)];
    let difference = compared(&BASE, &moved);
    assert_eq!(reported(&difference), []);
    assert_eq!((difference.whole, difference.other_modules), (Part::NOTHING, 3));
}

#[test]
fn without_samples_there_is_no_difference() {
    assert_eq!(difference(Side { samples: &[] }, Side { samples: &[] }), None);
}

/// Thirty modules that differ in nothing but noise.
fn noisy(random: &mut StdRng) -> (Measured, Trace) {
    const NAMES: &str = "abcdefghijklmnopqrstuvwxyzABCD";
    let row = |at: usize| -> Row {
        let time = (10_000.0 * random.random_range(0.5_f64..1.5)) as u64;
        (&NAMES[at..=at], None, time, time, 0)
    };
    traced(&(0..NAMES.len()).map(row).collect::<Vec<_>>())
}

#[test]
fn of_many_modules_that_are_alike_hardly_one_is_named() {
    let mut random = StdRng::seed_from_u64(11);
    let mut named = 0;
    for _ in 0..200 {
        let sides: [Vec<(Measured, Trace)>; 2] =
            std::array::from_fn(|_| (0..3).map(|_| noisy(&mut random)).collect());
        let [base, candidate] = sides
            .each_ref()
            .map(|side| side.iter().map(|(whole, trace)| (*whole, trace)).collect::<Vec<_>>());
        let found = difference(Side { samples: &base }, Side { samples: &candidate }).expect("traces");
        named += usize::from(!found.shares.is_empty());
    }
    // One in twenty is what is allowed. Each module tested by itself, 136 of the 200 name one.
    assert!(named <= 10, "{named}");
}
