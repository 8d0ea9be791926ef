//! From one database to another, and what is let go.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::tests::{fresh, run, wall};
use super::*;

fn export(history: &History) -> String {
    let mut bytes = Vec::new();
    history.export(&Filter::default(), &mut bytes).expect("exported");
    String::from_utf8(bytes).expect("text")
}

fn values(history: &History) -> Vec<f64> {
    history.series(&wall(), &Scope::default()).expect("points").iter().map(|point| point.value).collect()
}

/// A run with all that can be odd: no bounds, a base, names from outside.
fn odd() -> RunRecord {
    let mut record = run(5, 0.1 + 0.2);
    let measure = record.measures[0].clone();
    let names = ["'; DROP TABLE run; --", "\0", "\"", "%s\n\u{202e}", "", "💥"];
    for name in names.into_iter().map(str::to_owned).chain([String::from("x").repeat(1 << 20)]) {
        let series = SeriesKey { target: name.clone(), ..wall() };
        let variant =
            Some(Variant { label: Some(name.clone()), machine: name.clone(), ..Variant::default() });
        let relation = Relation::Ratio(name);
        record.measures.push(Measure {
            series,
            variant,
            relation,
            low: None,
            verdict: None,
            ..measure.clone()
        });
    }
    record
}

#[test]
fn an_export_is_imported_as_it_was_and_once() {
    let (folder, mut one) = fresh();
    one.record(&run(10, 1.5)).expect("recorded");
    one.record(&odd()).expect("recorded");
    let text = export(&one);
    let file = folder.path().join("export.json");
    fs::write(&file, &text).expect("written");
    let path = one.path().to_owned();
    drop(one);
    for from in [file, path] {
        let (_other, mut two) = fresh();
        assert_eq!(two.import(&from).expect("imported"), Imported { new: 2, already: 0, notes: 0 });
        assert_eq!(two.import(&from).expect("imported"), Imported { new: 0, already: 2, notes: 0 });
        assert!(export(&two) == text);
        assert!(two.runs(&Filter::default()).expect("runs").iter().all(|run| !run.own));
        assert_eq!(two.verify().expect("readable"), [""; 0]);
        let whole = two.whole(&two.run(&RunName::Latest(0)).expect("a run")).expect("whole");
        assert_eq!(whole.measures, odd().measures.iter().map(stored).collect::<Vec<_>>());
    }
}

/// An infinite bound is kept as none.
fn stored(measure: &Measure) -> Measure {
    Measure { high: measure.high.filter(|high| high.is_finite()), ..measure.clone() }
}

#[test]
fn runs_of_two_machines_are_merged_by_time_and_each_keeps_its_own_order() {
    let (_one, mut one) = fresh();
    for (value, second) in [(1.0, 100), (2.0, 50), (3.0, 300)] {
        one.record(&run(second, value)).expect("recorded");
    }
    let (_two, mut two) = fresh();
    for (value, second) in [(10.0, 90), (20.0, 200), (30.0, 400)] {
        two.record(&run(second, value)).expect("recorded");
    }
    two.import(one.path()).expect("imported");
    assert_eq!(values(&two), [10.0, 1.0, 2.0, 20.0, 3.0, 30.0]);
    one.import(two.path()).expect("imported");
    assert_eq!(values(&one), values(&two));
}

/// As the version before wrote them: `yardstick` and `told`.
#[test]
fn exports_of_the_last_version_are_read() {
    let (folder, mut one) = fresh();
    let mut calibrated = run(1, 1.5);
    calibrated.measures[0].relation = Relation::Calibrated;
    one.record(&calibrated).expect("recorded");
    let text = export(&one);
    let old = without_digests(&text).replace("\"relation\":\"calibrated\"", "\"relation\":\"yardstick\"");
    let old = old.replace("vitals-history/2", "vitals-history/1");
    assert!(old.contains("yardstick") && !old.contains("digest"));
    let file = folder.path().join("export.json");
    fs::write(&file, old).expect("written");
    let (_other, mut two) = fresh();
    assert_eq!(two.import(&file).expect("imported").new, 1);
    assert_eq!(export(&two), text, "a12: with the digests that were computed here");
    assert_eq!(two.import(&file).expect("imported").already, 1);
    let event = serde_json::json!({
        "probe": "import", "target": "a", "quantity": "time", "unit": "s", "change": "step", "evidence": "night",
        "before": null, "after": {"run": "b", "commit": null}, "ratio": null, "told": "b", "note": null
    });
    assert_eq!(serde_json::from_value::<Event>(event).expect("an event").reported, "b");
}

fn without_digests(text: &str) -> String {
    let mut export: serde_json::Value = serde_json::from_str(text).expect("JSON");
    for run in export["runs"].as_array_mut().expect("runs") {
        run.as_object_mut().expect("a run").remove("digest");
        for measure in run["measures"].as_array_mut().expect("numbers") {
            measure.as_object_mut().expect("a number").retain(|key, _| !key.contains("digest"));
        }
    }
    export.to_string()
}

/// An import of a text into a fresh history, or into one with the runs of another.
fn imported(text: &str, known: Option<&Path>) -> Result<Imported, HistoryError> {
    let (folder, mut history) = fresh();
    if let Some(known) = known {
        history.import(known)?;
    }
    let file = folder.path().join("export.json");
    fs::write(&file, text).expect("written");
    history.import(&file)
}

#[test]
fn a12_an_edited_export_is_refused_with_the_run_and_what_differs() {
    let (_folder, mut one) = fresh();
    one.record(&run(1, 1.5)).expect("recorded");
    one.record(&run(2, 2.5)).expect("recorded");
    let text = export(&one);
    let uid = &run(2, 2.5).uid()[..12];
    let place = text.find(uid).expect("the second run");
    for (from, to, what) in [
        ("\"value\":2.5,", "\"value\":1.5,", "the value, bounds, count"),
        ("\"n\":3", "\"n\":300", "the value, bounds, count"),
        ("\"verdict\":\"pass\"", "\"verdict\":\"fail\"", "the value, bounds, count"),
        ("\"low\":2.25", "\"low\":2.4", "the value, bounds, count"),
        ("\"samples\":[2.5,", "\"samples\":[9.5,", "the samples of import shop.app, wall"),
        ("\"status\":\"pass\"", "\"status\":\"fail\"", "verdict"),
        ("\"dirty\":false", "\"dirty\":true", "variant"),
        ("\"kind\":\"check\"", "\"kind\":\"nightly\"", "command"),
        ("{\"value\":2.5}", "{\"value\":1.5}", "its report"),
    ] {
        let changed = format!("{}{}", &text[..place], text[place..].replacen(from, to, 1));
        assert_ne!(changed, text, "{from}");
        let error = imported(&changed, None).expect_err(from);
        assert_eq!(error.blame(), crate::blame::Blame::Usage, "it ends with 64");
        let error = error.to_string();
        assert!(error.contains(uid) && error.contains(what), "{from}: {error}");
    }
    // Who leaves the digests out of today's form has changed it too.
    let bare = without_digests(&text);
    assert!(imported(&bare, None).expect_err("no digests").to_string().contains("digest"));
    // A form that had none is accepted, but not where the run is known to be another.
    let old = bare.replace("vitals-history/2", "vitals-history/1");
    assert_eq!(imported(&old, None).expect("imported").new, 2);
    let old = old.replace("\"value\":2.5,", "\"value\":1.5,");
    assert_eq!(imported(&old, None).expect("nothing says what it was").new, 2);
    let error = imported(&old, Some(one.path())).expect_err("it is known here").to_string();
    assert!(error.contains(uid) && error.contains("differ from those that are here"), "{error}");
}

#[test]
fn a12_a_run_without_its_samples_is_the_same_run() {
    let (_folder, mut one) = fresh();
    one.record(&run(1, 1.5)).expect("recorded");
    let whole = export(&one);
    one.connection.execute_batch("DELETE FROM sample").expect("gone");
    let pruned = export(&one);
    assert_ne!(whole, pruned);
    assert_eq!(imported(&pruned, None).expect("imported").new, 1);
    let path = one.path().to_owned();
    assert_eq!(imported(&whole, Some(&path)).expect("known"), Imported { new: 0, already: 1, notes: 0 });
}

#[test]
fn what_was_changed_on_the_way_is_refused_whole() {
    let (folder, mut one) = fresh();
    one.record(&run(1, 1.5)).expect("recorded");
    one.record(&run(2, 2.5)).expect("recorded");
    let text = export(&one);
    let file = folder.path().join("export.json");
    for (from, to) in [
        ("{\"value\":2.5}", "{\"value\":9.5}"),
        ("\"status\":\"pass\"", "\"status\":\"splendid\""),
        ("\"seq\":2", "\"seq\":-2"),
        ("\"at\":2000", "\"at\":9223372036854775807"),
        ("vitals-history/2", "vitals-history/9"),
        ("],\"events\"", "]\"events\""),
        ("\"value\":2.5,\"low\"", "\"value\":1e999,\"low\""),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        fs::write(&file, changed).expect("written");
        let (_other, mut two) = fresh();
        assert!(matches!(two.import(&file), Err(HistoryError::Foreign { .. })), "{from}");
        assert_eq!(two.runs(&Filter::default()).expect("runs").len(), 0);
    }
    let own = one.path().to_path_buf();
    assert!(matches!(one.import(&own), Err(HistoryError::Foreign { .. })));
}

const DAY: i64 = 86_400;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

/// A run a day for sixty days.
fn sixty_days() -> (tempfile::TempDir, History) {
    let (folder, mut history) = fresh();
    for day in 0..60 {
        history.record(&run(day * DAY, 1.0 + day as f64)).expect("recorded");
    }
    (folder, history)
}

fn left(rules: Rules, now: i64) -> Vec<f64> {
    let (_folder, mut history) = sixty_days();
    let shown = history.prune(&rules, at(now), false).expect("shown");
    assert_eq!(values(&history).len(), 60, "a preview changes nothing");
    let done = history.prune(&rules, at(now), true).expect("done");
    assert_eq!(Pruned { done: false, ..done }, shown);
    assert_eq!(history.verify().expect("readable"), [""; 0]);
    values(&history)
}

#[test]
fn rules_keep_the_last_those_of_days_and_one_of_each_stretch() {
    let now = 59 * DAY;
    assert_eq!(left(Rules { last: Some(2), ..Rules::default() }, now), [59.0, 60.0]);
    assert_eq!(left(Rules { days: Some(1), ..Rules::default() }, now), [59.0, 60.0]);
    let months = left(Rules { every: Some(Every::Month), ..Rules::default() }, now);
    assert_eq!(months, [31.0, 59.0, 60.0], "January, February, and the first of March 1970");
    let both = Rules { last: Some(1), every: Some(Every::Month), ..Rules::default() };
    assert_eq!(left(both, now), [31.0, 59.0, 60.0]);
    assert_eq!(left(Rules { every: Some(Every::Week), ..Rules::default() }, now).len(), 9);
    assert_eq!(left(Rules { every: Some(Every::Day), ..Rules::default() }, now).len(), 60);
    let ahead = left(Rules { days: Some(100), ..Rules::default() }, 20_000 * DAY);
    assert_eq!(ahead.len(), 60, "a clock that is ahead lets nothing go");
}

#[test]
fn samples_go_without_their_runs_and_what_is_needed_stays() {
    let (_folder, mut history) = sixty_days();
    let first = history.runs(&Filter::default()).expect("runs")[0].uid.clone();
    let commit = crate::git::Commit { hash: "1".into(), subject: "A".into() };
    let accepted = Accepted { commit, after: Some(first), at: at(0), reason: None };
    history.accept(&accepted).expect("accepted");
    let rules = Rules { samples_days: Some(9), ..Rules::default() };
    let pruned = history.prune(&rules, at(59 * DAY), true).expect("done");
    assert_eq!((pruned.runs.len(), pruned.samples, pruned.kept), (0, 50, 60));
    let points = history.series(&wall(), &Scope::default()).expect("points");
    let samples = |index: usize| history.samples(points[index].measure).expect("read").len();
    assert_eq!((samples(0), samples(49), samples(50), points[0].n), (0, 0, 3, 3));
    let pruned =
        history.prune(&Rules { last: Some(1), ..Rules::default() }, at(59 * DAY), true).expect("done");
    assert_eq!((pruned.kept, pruned.needed), (2, 1));
    // A number is never given twice.
    history.prune(&Rules { last: Some(0), ..Rules::default() }, at(59 * DAY), true).expect("done");
    assert_eq!(history.record(&run(60 * DAY, 61.0)).expect("recorded"), Recorded::New(RunId(61)));
}
