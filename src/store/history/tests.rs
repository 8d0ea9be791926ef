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
fn events_and_references_are_told_once_and_replaced() {
    let (_folder, mut history) = fresh();
    let strand = Strand { series: wall(), machine: "m".into(), relation: RelationKind::Raw };
    let event = Event {
        strand: strand.clone(),
        kind: EventKind::Step,
        before: Some(Place { run: "a".into(), commit: None }),
        after: Place { run: "b".into(), commit: Some("c".into()) },
        ratio: Some(crate::statistics::Interval { estimate: 1.2, low: 1.1, high: 1.3 }),
        told: "b".into(),
        closed: None,
        note: None,
    };
    let id = history.add_event(&event).expect("added");
    assert_eq!(history.add_event(&Event { told: "later".into(), ..event.clone() }).expect("known"), id);
    assert_eq!(history.events(Some(&wall())).expect("events"), [(id, event.clone())]);
    history.close_event(id, "d").expect("closed");
    assert_eq!(history.events(None).expect("events")[0].1.closed.as_deref(), Some("d"));
    let reference = Reference {
        strand: strand.clone(),
        value: 0.5,
        low: None,
        high: Some(0.6),
        place: Place { run: "b".into(), commit: None },
        accepted: Timestamp::UNIX_EPOCH,
        reason: Some("a new framework".into()),
    };
    history.set_reference(&reference).expect("set");
    let newer = Reference { value: 0.7, ..reference };
    history.set_reference(&newer).expect("set");
    assert_eq!(history.reference(&strand).expect("read"), Some(newer));
}
