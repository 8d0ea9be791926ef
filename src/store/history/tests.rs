//! The history on real files.

use super::*;
use jiff::Timestamp;

/// A run with one number, begun at this second.
pub fn run(started: i64, value: f64) -> RunRecord {
    let variant = Variant {
        label: None,
        commit: Some(crate::git::Commit { hash: format!("{started:040x}"), subject: "A".into() }),
        dirty: Some(false),
        machine: "cpython 3.11.7 on A".into(),
    };
    let measure = Measure {
        series: wall(),
        relation: Relation::Raw,
        variant: None,
        value,
        low: Some(value * 0.9),
        high: Some(f64::INFINITY),
        n: 3,
        verdict: Some("pass".into()),
        samples: vec![value, value * 1.1, value * 0.9],
    };
    RunRecord {
        started: Timestamp::from_second(started).expect("a time"),
        kind: "check".into(),
        status: "pass".into(),
        variant,
        fingerprint: None,
        document: format!("{{\"value\":{value}}}"),
        measures: vec![measure],
    }
}

pub fn wall() -> SeriesKey {
    SeriesKey {
        probe: "import".into(),
        target: "shop.app".into(),
        quantity: "wall".into(),
        unit: "seconds".into(),
    }
}

pub fn fresh() -> (tempfile::TempDir, History) {
    let folder = tempfile::tempdir().expect("a folder");
    let history = History::open(&beside(folder.path())).expect("a history");
    // Tests need not outlast a loss of power.
    history.connection.pragma_update(None, "synchronous", false).expect("set");
    (folder, history)
}

#[test]
fn a_run_comes_back_as_it_was_recorded() {
    let (_folder, mut history) = fresh();
    let record = run(1_000, 0.5);
    let Recorded::New(id) = history.record(&record).expect("recorded") else { panic!("it is new") };
    assert_eq!(history.record(&record).expect("known"), Recorded::Already(id));
    let runs = history.runs(&Filter::default()).expect("runs");
    assert_eq!(runs.len(), 1);
    assert_eq!((&runs[0].uid, &runs[0].variant, runs[0].own), (&record.uid(), &record.variant, true));
    assert_eq!(history.document(id).expect("a document"), record.document);
    let points = history.series(&wall(), &Scope::default()).expect("points");
    assert_eq!((points[0].value, points[0].low, points[0].high, points[0].n), (0.5, Some(0.45), None, 3));
    assert_eq!(history.samples(points[0].measure).expect("samples"), record.measures[0].samples);
    assert_eq!(history.series_keys(Some("shop.app")).expect("keys"), [wall()]);
}

/// Recorded at 1000, 2000, then with the clock put back to 500, then 2500.
#[test]
fn a_clock_that_goes_backwards_neither_loses_nor_shuffles_runs() {
    let (_folder, mut history) = fresh();
    for (value, started) in [1_000, 2_000, 500, 2_500].into_iter().enumerate() {
        history.record(&run(started, value as f64 + 1.0)).expect("recorded");
    }
    let points = history.series(&wall(), &Scope::default()).expect("points");
    assert_eq!(points.iter().map(|point| point.value).collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(points[2].started.as_second(), 500);
    let since = Some(Timestamp::from_second(1_500).expect("a time"));
    let runs = history.runs(&Filter { since, ..Filter::default() }).expect("runs");
    assert_eq!(runs.len(), 3, "the run of the third night was not before the second");
    assert_eq!(runs[1].at.as_second(), 2_000);
}

#[test]
fn runs_are_found_by_number_by_uid_and_from_the_end() {
    let (_folder, mut history) = fresh();
    for second in 1..=3 {
        history.record(&run(second, second as f64)).expect("recorded");
    }
    let find = |name: &str| history.run(&name.parse().expect("a name"));
    assert_eq!(find("2").expect("a run").id, RunId(2));
    assert_eq!(find("latest").expect("a run").id, RunId(3));
    assert_eq!(find("latest~2").expect("a run").id, RunId(1));
    let uid = run(2, 2.0).uid();
    assert_eq!(find(&uid[..20]).expect("a run").id, RunId(2));
    assert!(matches!(find("latest~3"), Err(HistoryError::NoSuchRun { .. })));
    assert!("no;run".parse::<RunName>().is_err() && "latest~-1".parse::<RunName>().is_err());
}

#[test]
fn what_was_reported_is_kept_once_and_the_newest_accepted_commit_counts() {
    let (_folder, mut history) = fresh();
    let event = Event {
        series: wall(),
        change: Change::Step,
        evidence: Evidence::Night,
        before: Some(RunRef { run: "a".into(), commit: Some("1".into()) }),
        after: RunRef { run: "b".into(), commit: None },
        ratio: None,
        reported: "b".into(),
        note: Some("shop.slow is new".into()),
    };
    let id = history.add_event(&event).expect("added");
    let ratio = Some(crate::statistics::Interval::missing(1.2, [1.1, 1.3], 0.05));
    let again = Event { ratio, reported: "c".into(), note: None, ..event.clone() };
    assert_eq!(history.add_event(&again).expect("known"), id);
    let reported = history.events(Some(&wall())).expect("events");
    assert_eq!(reported, [(id, Event { ratio, ..event })]);
    assert_eq!(history.accepted().expect("none yet"), None);
    let commit = |hash: &str| crate::git::Commit { hash: hash.into(), subject: "A".into() };
    let at = Timestamp::from_second(1_000).expect("a time");
    let first = Accepted { commit: commit("1"), after: None, at, reason: None };
    let second = Accepted {
        commit: commit("2"),
        after: Some("b".into()),
        reason: Some("faster".into()),
        ..first.clone()
    };
    for accepted in [&first, &second] {
        history.accept(accepted).expect("accepted");
    }
    assert_eq!(history.accepted().expect("read"), Some(second));
}
