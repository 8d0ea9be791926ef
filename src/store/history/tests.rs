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

/// The second step fails: neither is the run there, and the next attempt finds all to do.
#[test]
fn d12_a_night_is_recorded_with_what_it_reported_or_not_at_all() {
    let (_folder, mut history) = fresh();
    let (night, commit) = (run(1, 1.0), crate::git::Commit { hash: "1".into(), subject: "A".into() });
    let event = Event {
        series: wall(),
        change: Change::Step,
        evidence: Evidence::Night,
        before: None,
        after: RunRef { run: night.uid(), commit: None },
        ratio: None,
        reported: night.uid(),
        note: None,
    };
    let at = Timestamp::from_second(1_000).expect("a time");
    let accepted = Accepted { commit, after: Some(night.uid()), at, reason: None };
    for table in ["event", "accepted"] {
        let fault = format!(
            "CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no more'); END"
        );
        history.connection.execute_batch(&fault).expect("a trigger");
        let failed = history.record_night(&night, std::slice::from_ref(&event), Some(&accepted));
        assert!(matches!(failed, Err(HistoryError::Refused { .. })), "{table}");
        assert_eq!(history.runs(&Filter::default()).expect("runs"), []);
        assert_eq!(history.events(None).expect("events"), []);
        history.connection.execute_batch("DROP TRIGGER fault").expect("dropped");
    }
    history.record_night(&night, std::slice::from_ref(&event), Some(&accepted)).expect("recorded");
    assert_eq!(history.events(None).expect("events").len(), 1);
    assert_eq!(history.accepted().expect("read"), Some(accepted));
}

/// Whatever of a recorded run is changed in the file is found.
#[test]
fn a12_a_run_that_was_changed_in_the_database_is_found() {
    for change in [
        "UPDATE measure SET value = 0.4",
        "UPDATE measure SET n = 40",
        "UPDATE measure SET verdict = 'fail'",
        "UPDATE measure SET high = 9.0",
        "UPDATE series SET unit = 'bytes'",
        "UPDATE run SET status = 'fail'",
        "UPDATE run SET digest = ''",
        "UPDATE variant SET machine = 'another'",
        "DELETE FROM measure",
        "UPDATE run SET kind = 'compare'",
        "UPDATE content SET document = (SELECT document FROM content ORDER BY run DESC LIMIT 1)",
        "UPDATE sample SET packed = (SELECT packed FROM sample ORDER BY measure DESC LIMIT 1)",
    ] {
        let (_folder, mut history) = fresh();
        history.record(&run(1, 1.0)).expect("recorded");
        history.record(&run(2, 2.0)).expect("recorded");
        assert_eq!(history.verify().expect("readable"), [""; 0]);
        history.connection.execute_batch(change).expect(change);
        let found = history.verify().expect("readable");
        assert!(found.iter().any(|trouble| trouble.contains("recorded")), "{change}: {found:?}");
        let mut output = Vec::new();
        assert!(
            matches!(history.export(&Filter::default(), &mut output), Err(HistoryError::Damaged { .. })),
            "{change}"
        );
    }
}

/// Pruned samples leave the digest as it is.
#[test]
fn a12_samples_that_are_pruned_are_no_change() {
    let (_folder, mut history) = fresh();
    history.record(&run(1, 1.0)).expect("recorded");
    history.connection.execute_batch("DELETE FROM sample").expect("gone");
    assert_eq!(history.verify().expect("readable"), [""; 0]);
}

/// 2262: all that came after it once stood there too, and no pruning by days let it go.
#[test]
fn d11_a_run_with_a_wrong_clock_spoils_neither_since_nor_pruning() {
    let day = 86_400;
    let present = Timestamp::now().as_second();
    let wrong = Timestamp::from_second(9_214_646_400).expect("2262").as_second();
    let (_folder, mut history) = fresh();
    for (value, second) in
        [present - 90 * day, wrong, present - 60 * day, present - day].into_iter().enumerate()
    {
        history.record(&run(second, value as f64 + 1.0)).expect("recorded");
    }
    let values = |history: &History| -> Vec<f64> {
        history.series(&wall(), &Scope::default()).expect("points").iter().map(|point| point.value).collect()
    };
    assert_eq!(values(&history), [1.0, 2.0, 3.0, 4.0]);
    let since = Timestamp::from_second(present - 30 * day).ok();
    let runs = history.runs(&Filter { since, ..Filter::default() }).expect("runs");
    assert_eq!(runs.len(), 1, "{runs:?}");
    let rules = Rules { days: Some(30), ..Rules::default() };
    history.prune(&rules, Timestamp::now(), true).expect("pruned");
    assert_eq!(values(&history), [4.0]);
    // The newest run's clock is the wrong one: it lets nothing else go, and the next run is not drawn to it.
    history.record(&run(wrong, 5.0)).expect("recorded");
    history.prune(&rules, Timestamp::now(), true).expect("pruned");
    assert_eq!(values(&history), [4.0, 5.0]);
    history.record(&run(present, 6.0)).expect("recorded");
    let runs = history.runs(&Filter::default()).expect("runs");
    assert_eq!(runs[2].at.as_second(), present);
    assert_eq!(runs[1].at.as_second(), present - day);
    assert_eq!(runs[1].started.as_second(), wrong, "what the clock said stays");
}

/// A clock that is put back to 1970 neither lets newer runs go nor spoils them.
#[test]
fn d11_a_clock_that_was_put_back_lets_nothing_go() {
    let present = Timestamp::now().as_second();
    let (_folder, mut history) = fresh();
    for (value, second) in [present - 100, 0, 1, 2, 3].into_iter().enumerate() {
        history.record(&run(second, value as f64 + 1.0)).expect("recorded");
    }
    let rules = Rules { days: Some(30), ..Rules::default() };
    let shown = history.prune(&rules, Timestamp::now(), false).expect("shown");
    assert_eq!(shown.runs.len(), 0, "{shown:?}");
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
    history.record_night(&run(1, 1.0), std::slice::from_ref(&event), None).expect("added");
    let id = history.events(None).expect("events")[0].0;
    let ratio =
        Some(crate::statistics::Interval { low: 1.1, high: 1.3, ..crate::statistics::Interval::exact(1.2) });
    let again = Event { ratio, reported: "c".into(), note: None, ..event.clone() };
    history.record_night(&run(2, 2.0), &[again], None).expect("known");
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
