//! Imports with a known difference, and which parts decide; error rates by simulation with a fixed seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vitals_probes::wire::{ModuleRecord, Span};

use super::*;

/// Pair counts at which a rule looks.
const LOOKS: [usize; 7] = [4, 6, 9, 13, 19, 28, 40];
/// Error rate at one look, of one import among one.
const ALPHA: f64 = 1e-3 / 7.0 / 2.0;
/// Modules that are imported by one another in chains of five, below the one that was asked for.
const MODULES: usize = 16;
/// Work of each, in seconds.
const WORK: f64 = 10e-3;
const WHOLE: f64 = WORK * MODULES as f64;

/// Work and wait of each module, in seconds.
type Own = [(f64, f64); MODULES];

fn trace(own: &[(f64, f64)]) -> Trace {
    let parent = |index: usize| (index > 0).then(|| if index % 5 == 1 { 0 } else { index as u32 - 1 });
    let mut modules: Vec<ModuleRecord> = (0..own.len())
        .map(|index| {
            let (work, wait) = own[index];
            let span = Span {
                wall: Nanos::from_secs_f64(work + wait),
                cpu: Nanos::from_secs_f64(work),
                ..Span::default()
            };
            ModuleRecord { name: format!("m{index}"), parent: parent(index), span, ..ModuleRecord::default() }
        })
        .collect();
    for index in (1..own.len()).rev() {
        let span = modules[index].span;
        let above = &mut modules[parent(index).expect("not the first") as usize].span;
        above.wall += span.wall;
        above.cpu += span.cpu;
    }
    Trace { modules, stalls: Vec::new() }
}

/// How a machine disturbs: all modules of a run by one factor, and each by its own; standard deviations of logarithms.
#[derive(Clone, Copy)]
struct Noise {
    run: f64,
    module: f64,
}

const CALM: Noise = Noise { run: 0.02, module: 0.05 };
/// In turn, on a machine with two speeds.
const BUSY: Noise = Noise { run: 0.15, module: 0.2 };

fn normal(random: &mut StdRng) -> f64 {
    (0..12).map(|_| random.random_range(0.0..1.0)).sum::<f64>() - 6.0
}

fn run(random: &mut StdRng, noise: Noise, mut own: Own) -> Trace {
    let of_run = (noise.run * normal(random)).exp();
    for (work, _) in &mut own {
        *work *= of_run * (noise.module * normal(random)).exp();
    }
    trace(&own)
}

const ALIKE: Own = [(WORK, 0.0); MODULES];

fn together(over: f64) -> Sought {
    Sought { over, alpha: ALPHA, moments: Moments::Together }
}

/// The look at which something decides, and what does.
fn decided(
    random: &mut StdRng,
    noise: Noise,
    base: &dyn Fn(&mut StdRng) -> Own,
    candidate: &dyn Fn(&mut StdRng) -> Own,
) -> Option<(usize, Vec<DecisivePart>)> {
    let mut traces = Vec::new();
    for look in LOOKS {
        while traces.len() < look {
            let sides = [base(random), candidate(random)];
            traces.push(sides.map(|own| run(random, noise, own)));
        }
        let pairs: Vec<TracedPair<'_>> =
            traces.iter().map(|[base, candidate]| TracedPair { base, candidate }).collect();
        let found = decisive_parts(&pairs, together(0.1 * WHOLE));
        if !found.is_empty() {
            return Some((look, found));
        }
    }
    None
}

fn alike(_: &mut StdRng) -> Own {
    ALIKE
}

/// One module with so many seconds more work, and more wait.
fn with(module: usize, work: f64, wait: f64) -> impl Fn(&mut StdRng) -> Own {
    move |_| {
        let mut own = ALIKE;
        own[module] = (own[module].0 + work, own[module].1 + wait);
        own
    }
}

#[test]
fn c10_a_new_wait_decides_at_the_first_look_though_the_whole_is_noisy() {
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..50 {
        let (look, found) = decided(&mut random, BUSY, &alike, &with(7, 0.0, 0.2)).expect("200 ms");
        assert_eq!((look, found.len(), &*found[0].module, found[0].modules), (4, 1, "m7", 1), "{found:?}");
        assert!(found[0].least.0 > 30_000_000 && found[0].least <= found[0].more, "{found:?}");
    }
}

#[test]
fn c10_a_branch_decides_where_none_of_its_modules_does() {
    let mut random = StdRng::seed_from_u64(2);
    let slower = |_: &mut StdRng| {
        let mut own = ALIKE;
        own[6..=10].iter_mut().for_each(|own| own.0 += 0.014);
        own
    };
    for _ in 0..50 {
        let (_, found) = decided(&mut random, CALM, &alike, &slower).expect("70 ms");
        assert!(found.len() == 1 && found[0].modules > 1, "{found:?}");
    }
}

/// Of 1,000 comparisons one may be wrong; of so many none is.
fn false_at_most_once(
    seed: u64,
    noise: Noise,
    base: &dyn Fn(&mut StdRng) -> Own,
    candidate: &dyn Fn(&mut StdRng) -> Own,
) {
    let mut random = StdRng::seed_from_u64(seed);
    let wrong = (0..400).filter(|_| decided(&mut random, noise, base, candidate).is_some()).count();
    assert_eq!(wrong, 0, "of 400, with seed {seed}");
}

#[test]
fn c10_what_is_alike_decides_in_at_most_one_comparison_of_a_thousand() {
    false_at_most_once(3, CALM, &alike, &alike);
    false_at_most_once(4, BUSY, &alike, &alike);
}

#[test]
fn c10_a_difference_just_under_the_tolerance_decides_in_at_most_one_of_a_thousand() {
    let below = 0.0999 * WHOLE;
    false_at_most_once(5, CALM, &alike, &with(7, below, 0.0));
    false_at_most_once(6, BUSY, &alike, &with(7, below, 0.0));
    false_at_most_once(7, CALM, &alike, &with(7, 0.0, below));
}

#[test]
fn c10_a_wait_that_varies_on_both_sides_decides_in_at_most_one_of_a_thousand() {
    let flickers = |random: &mut StdRng| with(9, 0.0, random.random_range(0.0..0.3))(random);
    false_at_most_once(8, CALM, &flickers, &flickers);
    let seldom = |random: &mut StdRng| {
        let waits = if random.random_range(0.0..1.0) < 0.1 { 0.2 } else { 0.0 };
        with(9, 0.0, waits)(random)
    };
    false_at_most_once(9, CALM, &seldom, &seldom);
}

#[test]
fn c10_work_that_moved_to_another_module_decides_nothing() {
    let base = with(7, 0.1, 0.0);
    let moved = with(12, 0.1, 0.0);
    false_at_most_once(10, CALM, &base, &moved);
    let waits = with(7, 0.0, 0.2);
    let elsewhere = with(12, 0.0, 0.2);
    false_at_most_once(11, CALM, &waits, &elsewhere);
}

#[test]
fn c10_nothing_decides_without_pairs() {
    assert_eq!(decisive_parts(&[], together(0.1)), []);
    let (base, candidate) = (trace(&ALIKE), trace(&with(7, 0.0, 9.0)(&mut StdRng::seed_from_u64(0))));
    let two = [TracedPair { base: &base, candidate: &candidate }; 2];
    assert_eq!(decisive_parts(&two, together(0.03)), []);
}

/// What is found against three stored traces of a machine that was faster or slower by up to 15 %, uncorrected.
fn apart(random: &mut StdRng, candidate: &[(f64, f64)]) -> Vec<DecisivePart> {
    let moment = (0.15 * random.random_range(-1.0..1.0_f64)).exp();
    let stored: Own = ALIKE.map(|(work, wait)| (work * moment, wait));
    let mut of = |own: &[(f64, f64)]| {
        let noise = (0.1 * normal(random)).exp();
        trace(&own.iter().map(|(work, wait)| (work * noise, *wait)).collect::<Vec<_>>())
    };
    let traces: Vec<_> = (0..3).map(|_| [of(&stored), of(candidate)]).collect();
    let pairs: Vec<_> = traces.iter().map(|[base, candidate]| TracedPair { base, candidate }).collect();
    decisive_parts(&pairs, Sought { over: 0.1 * WHOLE, alpha: 1e-3, moments: Moments::Apart })
}

/// `extra` seconds of work in a module that the stored traces do not have.
fn with_a_new_module(extra: f64) -> Vec<(f64, f64)> {
    ALIKE.into_iter().chain([(extra, 0.0)]).collect()
}

#[test]
fn a_new_module_decides_against_stored_traces() {
    let mut random = StdRng::seed_from_u64(12);
    for _ in 0..100 {
        let found = apart(&mut random, &with_a_new_module(0.6 * WHOLE));
        assert!(found.len() == 1 && found[0].module == format!("m{MODULES}"), "{found:?}");
    }
}

#[test]
fn what_another_moment_may_explain_decides_nothing_against_stored_traces() {
    let mut random = StdRng::seed_from_u64(13);
    let slower = with(7, 2.0 * WHOLE, 0.0)(&mut random);
    for candidate in [with_a_new_module(0.0999 * WHOLE), ALIKE.to_vec(), slower.to_vec()] {
        let wrong = (0..400).filter(|_| !apart(&mut random, &candidate).is_empty()).count();
        assert_eq!(wrong, 0, "of 400");
    }
}
