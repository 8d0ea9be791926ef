//! From every figure of a report back to the entry of the journal, or the run of the history, that it comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{run, shown};
use crate::repository::Repository;

/// `vitals incident report --format json`.
pub fn report(repository: &Repository) -> Value {
    let run = run(repository, &["incident", "report", "--format", "json"], 0);
    serde_json::from_str(&run.out).expect("JSON")
}

/// What `vitals incident lint` misses, and its exit code.
pub fn missing(repository: &Repository, code: i32) -> Vec<String> {
    let run = run(repository, &["incident", "lint", "--json"], code);
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    serde_json::from_value(value["missing"].clone()).expect("names")
}

/// The entry of the journal with that number, from 1.
fn stamp(journal: &Value, number: u64) -> Value {
    match number {
        1 => journal["begun"]["stamp"].clone(),
        _ => journal["entries"][usize::try_from(number - 2).expect("a place")]["stamp"].clone(),
    }
}

/// Milliseconds between two entries, by the time since the boot.
fn between(journal: &Value, from: u64, to: u64) -> i64 {
    let uptime = |number| stamp(journal, number)["uptime_ms"].as_i64().expect("a time");
    uptime(to) - uptime(from)
}

fn entry(moment: &Value) -> u64 {
    moment["source"]["entry"].as_u64().unwrap_or_else(|| panic!("{moment}"))
}

/// The event of that entry, of this kind.
fn event(journal: &Value, number: u64, kind: &str) -> Value {
    let place = usize::try_from(number - 2).expect("a place");
    let event = journal["entries"][place]["event"][kind].clone();
    assert!(!event.is_null(), "entry {number} is no {kind}: {journal}");
    event
}

fn rows(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}"))
}

/// Every time, and every duration between two.
pub fn times(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    let times = &report["times"];
    // Detection is a run of the history.
    let run_number = times["detection"]["source"]["run"].as_u64().expect("a run");
    let history = run(repository, &["history", "show", &run_number.to_string(), "--json"], 0);
    let history: Value = serde_json::from_str(&history.out).expect("JSON");
    assert_eq!(times["detection"]["at"], history["run"]["started"]);
    assert_ne!(history["run"]["status"], "pass");
    for moment in ["response", "resolution", "validation"] {
        assert_eq!(times[moment]["at"], stamp(&journal, entry(&times[moment]))["time"], "{moment}");
    }
    let [response, resolution, validation] =
        ["response", "resolution", "validation"].map(|moment| entry(&times[moment]));
    assert_eq!(response, 1);
    assert_eq!(times["resolution_ms"], between(&journal, response, resolution));
    assert_eq!(times["validation_ms"], between(&journal, resolution, validation));
    let sum = ["response_ms", "resolution_ms", "validation_ms"].map(|name| times[name].as_i64().expect(name));
    assert_eq!(times["total_ms"], sum.iter().sum::<i64>());
    event(&journal, resolution, "rolled_back");
}

/// Every rollback that stands, and its commits.
pub fn undone(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    for row in rows(&report["undone"]) {
        let written = event(&journal, entry(row), "rolled_back");
        for field in ["id", "from", "to", "commits"] {
            assert_eq!(row[field], written[field], "{field}");
        }
    }
}

/// Every commit that is said to be at fault.
pub fn culprits(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    for row in rows(&report["culprits"]) {
        let written = event(&journal, entry(row), "culprit");
        assert_eq!((&row["commit"], &row["why"]), (&written["commit"], &written["why"]));
        let hash = row["commit"]["hash"].as_str().expect("a hash");
        let subject = repository.answer(&["log", "-1", "--format=%s", hash]);
        assert_eq!(row["commit"]["subject"], *subject);
    }
}

/// Every call and every acknowledgement.
pub fn escalations(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    let written = super::events(&journal).into_iter().filter(|(kind, _)| kind == "escalation").count();
    assert_eq!(rows(&report["escalations"]).len(), written, "{report}");
    for row in rows(&report["escalations"]) {
        event(&journal, entry(row), "escalation");
        assert_eq!(row["at"], stamp(&journal, entry(row))["time"]);
    }
}

/// Every section that nobody has to write any more.
pub fn sections(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    for section in rows(&report["sections"]) {
        match section["todo"] == true {
            true => assert!(section["source"].is_null(), "{section}"),
            false => assert!(stamp(&journal, entry(section)).is_object(), "{section}"),
        }
    }
}

/// Every number of a run.
pub fn numbers(repository: &Repository) {
    let report = report(repository);
    let numbers = rows(&report["numbers"]);
    assert!(!numbers.is_empty(), "{report}");
    let mut runs = BTreeSet::new();
    for point in numbers.iter().flat_map(|number| rows(&number["points"])) {
        let name = point["run"].as_u64().expect("a run");
        runs.insert(name);
        let shown = run(repository, &["history", "show", &name.to_string(), "--json"], 0);
        let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
        assert_eq!(point["at"], shown["run"]["started"]);
        let same = rows(&shown["measures"])
            .iter()
            .any(|measure| ["value", "low", "high", "n"].iter().all(|field| measure[field] == point[field]));
        assert!(same, "{point} of {shown}");
    }
    assert!(runs.len() >= 2, "before and after: {runs:?}");
}

/// Every row of the timeline.
pub fn timeline(repository: &Repository) {
    let (report, journal) = (report(repository), shown(repository));
    let timeline = rows(&report["timeline"]);
    assert_eq!(timeline.len(), rows(&journal["entries"]).len() + 1);
    for (place, row) in timeline.iter().enumerate() {
        let number = u64::try_from(place + 1).expect("a number");
        assert_eq!((entry(row), &row["at"]), (number, &stamp(&journal, number)["time"]));
    }
}

/// All of it.
pub fn everything(repository: &Repository) {
    for follow in [times, undone, culprits, escalations, sections, numbers, timeline] {
        follow(repository);
    }
}
