//! Measurements against stored ones, with known truths.

use vitals_probes::wire::{Calibration, Span};

use super::calibrated::stored_against;
use super::probe::Interleaved;
use crate::plan::{ComparisonRule, Decision};
use crate::quantity::{BytesDelta, Nanos};
use crate::store::{StoredImport, StoredProbe, StoredSample};

/// Ten imports of 200 ms, a part of it waiting, on a machine that is slower by the given factor; noise of a per cent.
fn stored(cpu_ms: u64, waiting_ms: u64, slowness: f64, rss: i64) -> StoredImport {
    let slow = |ms: f64| Nanos((ms * slowness * 1e6) as u64);
    let noise = |number: u64| 1.0 + 0.01 * ((number * 7 % 5) as f64 - 2.0);
    let sample = |number: u64| {
        let cpu = slow(cpu_ms as f64 * noise(number));
        let times = Span { wall: cpu + Nanos::from_millis(waiting_ms), cpu, ..Span::default() };
        StoredSample { times, rss: Some(BytesDelta(rss)), uss: Some(BytesDelta(rss)) }
    };
    let calibration = |number: u64| {
        let cpu = slow(80.0 * noise(number + 1));
        Calibration { span: Span { wall: cpu, cpu, ..Span::default() }, modules: 16 }
    };
    StoredImport {
        name: "shop".into(),
        cache: crate::config::Cache::Warm,
        samples: (0..10).map(sample).collect(),
        calibrations: (0..10).map(calibration).collect(),
        modules: Vec::new(),
    }
}

fn findings(base: StoredImport, candidate: StoredImport) -> (Option<f64>, Vec<Option<Decision>>) {
    let rule = ComparisonRule::tolerating(0.1, 1);
    let comparison =
        stored_against(&StoredProbe::Import(base), &StoredProbe::Import(candidate), &rule).expect("alike");
    let Interleaved::Stored(against) = &comparison.measured else { panic!("stored") };
    let findings = comparison.quantities.iter().map(|quantity| quantity.finding).collect();
    (against.slowness, findings)
}

#[test]
fn the_machines_speed_is_no_regression() {
    for slowness in [0.7, 1.0, 1.4] {
        let (measured, findings) = findings(stored(200, 0, 1.0, 0), stored(200, 0, slowness, 0));
        assert!(measured.is_some_and(|measured| (measured / slowness - 1.0).abs() < 0.01), "{measured:?}");
        assert_eq!(findings, [Some(Decision::Within), Some(Decision::Within)], "{slowness}");
        let (_, slower) = self::findings(stored(200, 0, 1.0, 0), stored(250, 0, slowness, 0));
        assert_eq!(slower[0], Some(Decision::Regressed), "{slowness}");
    }
}

/// A sleep does not become shorter on a faster machine: only the processor's part is put on the calibration.
#[test]
fn waiting_is_not_calibrated_away() {
    let (_, findings) = findings(stored(20, 400, 1.0, 0), stored(20, 400, 1.5, 0));
    assert_eq!(findings[0], Some(Decision::Within));
    let (_, longer) = self::findings(stored(20, 400, 1.0, 0), stored(20, 500, 0.7, 0));
    assert_eq!(longer[0], Some(Decision::Regressed));
}

#[test]
fn memory_needs_no_calibration() {
    let memory = |base, candidate| findings(stored(9, 0, 1.0, base), stored(9, 0, 1.0, candidate)).1[1];
    assert_eq!(memory(30_000_000, 30_500_000), Some(Decision::Within));
    assert_eq!(memory(30_000_000, 45_000_000), Some(Decision::Regressed));
    assert_eq!(memory(100_000, 900_000), Some(Decision::Within));
}

#[test]
fn a6_memory_that_was_not_read_is_not_judged() {
    let unread = || {
        let mut stored = stored(9, 0, 1.0, 0);
        stored.samples[3].rss = None;
        stored
    };
    let known = || stored(9, 0, 1.0, 30_000_000);
    for (base, candidate) in [(unread(), known()), (known(), unread())] {
        assert_eq!(findings(base, candidate).1.len(), 1, "time alone is judged");
    }
}

#[test]
fn a7_a_baseline_without_calibrations_decides_no_time() {
    let bare = || StoredImport { calibrations: Vec::new(), ..stored(20, 0, 1.0, 30_000_000) };
    let whole = || stored(520, 0, 1.0, 30_000_000);
    for (base, candidate) in [(bare(), whole()), (whole(), bare())] {
        let (slowness, findings) = findings(base, candidate);
        assert_eq!(slowness, None);
        assert_eq!(findings[0], Some(Decision::Undecided { pairs_needed: None }));
    }
}

#[test]
fn b1_fewer_than_three_stored_samples_decide_nothing_of_memory() {
    let mut few = stored(9, 0, 1.0, 30_000_000);
    few.samples.truncate(2);
    for more in [30_500_000, 90_000_000] {
        let found = findings(few.clone(), stored(9, 0, 1.0, more)).1[1];
        assert_eq!(found, Some(Decision::Undecided { pairs_needed: None }));
    }
}
