//! When a measurement stops: by its rule, its budget, a failure, or Ctrl-C; without a process, by a logical clock.

use std::sync::Mutex;
use std::time::Instant;

use vitals_probes::wire::Factory;

use super::context::{MeasureContext, Progress};
use super::creation::measure_creation;
use super::creation_measurement::CreationOrder;
use super::fake_worker::{Answer, FakeWorker};
use super::growth::measure_growth;
use super::growth_measurement::GrowthOrder;
use super::import::measure_import;
use super::import_measurement::{ImportMeasurement, ImportOrder};
use super::interleaved::{InterleavedImports, interleave_creations, interleave_imports};
use super::timed_pair::TimedPair;
use crate::config::Cache;
use crate::plan::{Budget, ComparisonRule, Decision, LimitRule, LogicalClock, PairOrder};
use crate::process::{Interrupt, Scratch};
use crate::quantity::Nanos;
use crate::worker::Failure;

struct Silent;

impl Progress for Silent {
    fn running(&self, _: &str, _: Option<Instant>) {}

    fn begin(&self, _: &str, _: u64) {}
    fn advance(&self, _: &str) {}
}

/// What the measurements of one test share.
struct FakeContext {
    clock: LogicalClock,
    interrupt: Interrupt,
    scratch: Scratch,
    runs: Mutex<Vec<&'static str>>,
    budget: Budget,
    keep_going: bool,
}

impl FakeContext {
    fn new(budget: Option<u64>) -> Self {
        let clock = LogicalClock::new();
        let budget =
            budget.map_or(Budget::ENDLESS, |time| Budget::lasting_on(&clock, Nanos::from_millis(time)));
        let interrupt = Interrupt::listen().expect("signals");
        let (scratch, runs) = (Scratch::unguarded().expect("a folder"), Mutex::default());
        Self { clock, interrupt, scratch, runs, budget, keep_going: false }
    }

    fn worker<'a>(
        &'a self,
        name: &'static str,
        script: &'a (dyn Fn(usize) -> Answer + Sync),
    ) -> FakeWorker<'a> {
        FakeWorker { name, clock: &self.clock, script, repeated: 1, runs: &self.runs, done: Mutex::new(0) }
    }

    fn context<'a>(&'a self, worker: &'a FakeWorker<'a>) -> MeasureContext<'a> {
        MeasureContext {
            worker,
            clock: &self.clock,
            scratch: &self.scratch,
            interrupt: &self.interrupt,
            budget: self.budget,
            timeout: Nanos::from_millis(60_000),
            keep_going: self.keep_going,
            progress: &Silent,
        }
    }

    fn import(&self, fixed: Option<usize>, script: &(dyn Fn(usize) -> Answer + Sync)) -> ImportMeasurement {
        let worker = self.worker("worker", script);
        let rule = LimitRule { limit: 2.0, fixed };
        measure_import(&self.context(&worker), &order(), &rule).expect("no process")
    }

    fn compare(
        &self,
        rule: &ComparisonRule,
        base: &(dyn Fn(usize) -> Answer + Sync),
        candidate: &(dyn Fn(usize) -> Answer + Sync),
    ) -> InterleavedImports {
        let workers = [self.worker("base", base), self.worker("candidate", candidate)];
        let contexts = workers.each_ref().map(|worker| self.context(worker));
        let order = order();
        interleave_imports(contexts.each_ref(), [&order, &order], rule).expect("no process")
    }
}

fn order() -> ImportOrder {
    ImportOrder { module: "shop".into(), cache: Cache::Warm, trace: true, own_bytecode: None }
}

fn tolerance(seed: u64, fixed: Option<usize>) -> ComparisonRule {
    ComparisonRule { fixed, ..ComparisonRule::tolerating(0.1, seed) }
}

fn failures(measured: &ImportMeasurement) -> Vec<&Failure> {
    measured.failures.iter().map(|failed| &failed.failure).collect()
}

#[test]
fn a_decision_stops_the_sampling() {
    assert_eq!(
        FakeContext::new(None).import(None, &|_| Answer::Takes(11_000)).samples.len(),
        2,
        "far over the limit"
    );
    assert_eq!(FakeContext::new(None).import(None, &|_| Answer::Takes(300)).samples.len(), 3, "far under it");
    assert_eq!(
        FakeContext::new(None).import(None, &|_| Answer::Takes(10)).samples.len(),
        12,
        "cheap ones to ten, and on to the next look"
    );
    assert_eq!(
        FakeContext::new(None).import(Some(7), &|_| Answer::Takes(11_000)).samples.len(),
        7,
        "as asked for"
    );
}

#[test]
fn what_stays_undecided_ends_at_the_maximum() {
    assert_eq!(FakeContext::new(None).import(None, &|_| Answer::Takes(2_000)).samples.len(), 40);
}

#[test]
fn a_budget_is_kept_to_the_nanosecond_and_what_was_measured_stays() {
    let fake = FakeContext::new(Some(5_000));
    let measured = fake.import(None, &|_| Answer::Takes(2_000));
    assert_eq!(measured.samples.len(), 2);
    assert_eq!(
        failures(&measured),
        [&Failure::OutOfBudget { after: Nanos::from_millis(1_000), stall: None }]
    );
    assert_eq!(fake.clock.passed(), Nanos::from_millis(5_000));
    // It ends with a sample: none is begun after it.
    let fake = FakeContext::new(Some(4_000));
    let measured = fake.import(None, &|_| Answer::Takes(2_000));
    assert_eq!((measured.samples.len(), measured.failures.len()), (2, 0));
    assert_eq!(fake.budget.left_on(&fake.clock), Nanos(0));
}

#[test]
fn an_interrupted_run_keeps_what_it_has() {
    let fake = FakeContext::new(None);
    let script = |number| if number == 3 { Answer::Interrupted(500) } else { Answer::Takes(2_000) };
    let measured = fake.import(None, &script);
    assert_eq!((measured.samples.len(), failures(&measured)), (3, vec![&Failure::Interrupted]));
    assert_eq!(fake.clock.passed(), Nanos::from_millis(6_500));
}

#[test]
fn a_failure_ends_the_probe_unless_it_is_to_go_on() {
    let script = |number| match number {
        1 => Answer::Raises(100),
        2 => Answer::Hangs,
        _ => Answer::Takes(2_000),
    };
    let measured = FakeContext::new(None).import(Some(6), &script);
    assert_eq!((measured.samples.len(), measured.failures.len()), (1, 1));
    let measured = FakeContext { keep_going: true, ..FakeContext::new(None) }.import(Some(6), &script);
    assert_eq!((measured.samples.len(), measured.failures.len()), (4, 2), "six were tried");
    assert!(
        matches!(failures(&measured)[1], Failure::Hung { after, .. } if *after == Nanos::from_millis(60_000))
    );
}

#[test]
fn pairs_are_taken_in_the_seeded_order_until_the_rule_is_content() {
    for seed in 0..20 {
        let fake = FakeContext::new(None);
        let rule = tolerance(seed, None);
        let taken = fake.compare(&rule, &|_| Answer::Takes(100), &|_| Answer::Takes(200));
        assert_eq!(taken.pairs.len(), 4, "twice as slow is decided at the first look");
        assert_eq!(rule.judge(&super::observed(&taken.pairs)), Decision::Regressed);
        let mut order = PairOrder::seeded(seed);
        let mut expected = vec!["base", "candidate"];
        for pair in &taken.pairs {
            let base_first = order.base_first();
            assert_eq!(pair.base_first, base_first);
            expected.extend(if base_first { ["base", "candidate"] } else { ["candidate", "base"] });
        }
        assert_eq!(*fake.runs.lock().expect("one thread"), expected, "seed {seed}");
    }
}

#[test]
fn pairs_that_do_not_decide_end_at_the_maximum_and_a_fixed_count_is_kept() {
    let around = |number: usize| Answer::Takes(if number.is_multiple_of(2) { 100 } else { 122 });
    let rule = tolerance(1, None);
    let taken = FakeContext::new(None).compare(&rule, &|_| Answer::Takes(100), &around);
    assert_eq!(taken.pairs.len(), rule.most());
    let taken = FakeContext::new(None)
        .compare(&tolerance(1, Some(7)), &|_| Answer::Takes(100), &|_| Answer::Takes(900));
    assert_eq!(taken.pairs.len(), 7);
}

#[test]
fn a_failure_on_one_side_ends_the_pairs_and_is_that_sides() {
    let failing = |number| if number == 3 { Answer::Raises(100) } else { Answer::Takes(100) };
    let fine = |_| Answer::Takes(100);
    let taken = FakeContext::new(None).compare(&tolerance(1, Some(9)), &fine, &failing);
    assert_eq!((taken.pairs.len(), taken.base.failures.len(), taken.candidate.failures.len()), (2, 0, 1));
    let taken = FakeContext::new(None).compare(&tolerance(1, Some(9)), &failing, &fine);
    assert_eq!((taken.pairs.len(), taken.base.failures.len(), taken.candidate.failures.len()), (2, 1, 0));
    let fake = FakeContext::new(None);
    let taken = fake.compare(&tolerance(1, None), &|_| Answer::Raises(100), &fine);
    assert_eq!(
        (taken.pairs.len(), fake.runs.lock().expect("one thread").len()),
        (0, 1),
        "nothing follows it"
    );
}

#[test]
fn pairs_overrun_no_budget_by_more_than_one_sample() {
    let fake = FakeContext::new(Some(1_050));
    let taken = fake.compare(&tolerance(1, Some(40)), &|_| Answer::Takes(100), &|_| Answer::Takes(100));
    assert_eq!(taken.pairs.len(), 4, "ten samples: two of them filled the caches, and the last pair is cut");
    assert_eq!(fake.clock.passed(), Nanos::from_millis(1_050));
    let fake = FakeContext::new(None);
    let stop = |number| if number == 2 { Answer::Interrupted(1) } else { Answer::Takes(100) };
    let taken = fake.compare(&tolerance(1, Some(40)), &|_| Answer::Takes(100), &stop);
    assert_eq!(taken.pairs.len(), 1, "what was paired before Ctrl-C stays");
}

fn factory() -> Factory {
    Factory { module: "shop".into(), callable: "create".into(), ..Factory::default() }
}

/// Creations of a worker whose first ones take so many milliseconds, and its repeated ones so many.
fn created(fake: &FakeContext, [first, repeated]: [u64; 2], samples: Option<usize>) -> [usize; 3] {
    let script = move |_| Answer::Takes(first);
    let worker = FakeWorker { repeated, ..fake.worker("worker", &script) };
    let limit = Nanos::from_millis(2_000);
    let order = CreationOrder::new(factory(), limit, limit, samples);
    let measured = measure_creation(&fake.context(&worker), &order).expect("no process");
    let runs = fake.runs.lock().expect("one thread").len();
    [measured.first.len(), measured.repeated_runs.len(), runs]
}

#[test]
fn creations_come_twelve_a_worker_until_both_rules_are_content() {
    let taken = |times, samples| created(&FakeContext::new(None), times, samples);
    assert_eq!(taken([100, 100], None), [12, 3, 1]);
    assert_eq!(taken([2_000, 100], None), [40, 3, 4], "the first ones are undecided");
    assert_eq!(taken([100, 2_000], None), [12, 40, 7], "the repeated ones are");
    assert_eq!(taken([100, 2_000], Some(5)), [5, 40, 7], "no more first ones than asked for");
    assert_eq!(taken([2_000, 9_000], None), [12, 3, 1], "what is over its limit decides");
    assert_eq!(taken([9_000, 2_000], None), [12, 3, 1], "whichever it is");
    let fake = FakeContext::new(Some(3_000));
    assert_eq!(created(&fake, [2_000, 100], None), [1, 0, 1]);
    assert_eq!(fake.clock.passed(), Nanos::from_millis(3_000));
}

#[test]
fn growth_takes_its_rounds_once_and_keeps_those_before_a_failure() {
    let measure = |fake: &FakeContext, script: &(dyn Fn(usize) -> Answer + Sync)| {
        let worker = fake.worker("worker", script);
        let order = GrowthOrder { factory: factory(), objects: 10, rounds: 20, adapts: false, limit: None };
        measure_growth(&fake.context(&worker), &order).expect("no process")
    };
    let fake = FakeContext::new(None);
    assert_eq!(measure(&fake, &|_| Answer::Takes(100)).rounds.len(), 20);
    assert_eq!(fake.runs.lock().expect("one thread").len(), 1, "what does not rise is not confirmed");
    let fake = FakeContext::new(Some(1_050));
    let measured = measure(&fake, &|_| Answer::Takes(100));
    assert_eq!((measured.rounds.len(), measured.failures.len()), (10, 1));
    let measured = measure(&FakeContext::new(None), &|number| {
        if number == 5 { Answer::Raises(1) } else { Answer::Takes(100) }
    });
    assert_eq!((measured.rounds.len(), measured.failures.len()), (5, 1));
}

#[test]
fn a4_repeated_creations_decide_as_soon_as_they_can_and_no_regression_needs_both() {
    let alike = |_| Answer::Takes(100);
    let around = |number: usize| Answer::Takes(if (number / 12).is_multiple_of(2) { 100 } else { 122 });
    let taken = |candidate: &(dyn Fn(usize) -> Answer + Sync), repeated: [u64; 2]| {
        let fake = FakeContext::new(None);
        let workers = [(&alike as &(dyn Fn(usize) -> Answer + Sync), repeated[0]), (candidate, repeated[1])]
            .map(|(script, repeated)| FakeWorker { repeated, ..fake.worker("worker", script) });
        let contexts = workers.each_ref().map(|worker| fake.context(worker));
        let limit = Nanos::from_millis(2_000);
        let order = CreationOrder::new(factory(), limit, limit, None);
        let rule = tolerance(1, None);
        let measured = interleave_creations(contexts.each_ref(), &order, &rule).expect("no process");
        let judge = |pairs: &[TimedPair]| rule.judge(&super::observed(pairs));
        (measured.pairs.len(), judge(&measured.pairs), judge(&measured.repeated_pairs))
    };
    assert_eq!(taken(&alike, [1, 1]), (19, Decision::Within, Decision::Within));
    let (pairs, first, repeated) = taken(&alike, [1, 15]);
    assert_eq!((pairs, repeated), (4, Decision::Regressed));
    assert!(matches!(first, Decision::Undecided { .. }), "{first:?}");
    let (pairs, first, _) = taken(&|_| Answer::Takes(200), [1, 1]);
    assert_eq!((pairs, first), (4, Decision::Regressed));
    let (pairs, first, repeated) = taken(&around, [1, 15]);
    assert_eq!((pairs, repeated), (4, Decision::Regressed), "decided, whatever the first ones are");
    assert!(matches!(first, Decision::Undecided { .. }), "{first:?}");
    let (pairs, first, repeated) = taken(&around, [1, 1]);
    assert_eq!((pairs, repeated), (40, Decision::Within));
    assert!(matches!(first, Decision::Undecided { .. }), "{first:?}");
}
