//! The report: each figure traces to an entry of the journal or to a run of the history, and what is missing is named.

use serde_json::Value;

use super::{of_kind, plain, run, shop, shown};
use crate::repository::Repository;

/// Broken, opened, rolled back, green again.
fn rolled_back() -> Repository {
    let repository = shop();
    repository
        .append("vitals.toml", "[[probe.import]]\nmodule = \"shop.cart\"\nlimit = \"60s\"\nsamples = 3\n");
    repository.commit_on(2, "A probe");
    run(&repository, &["health"], 0);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(3, "Broken <b>bold</b>");
    let broken = plain(&repository, &["health"]);
    assert_ne!(broken.code, Some(0), "{}", broken.out);
    run(
        &repository,
        &["incident", "open", "no-carts", "--scenario", "golden-path", "--summary", "No carts."],
        0,
    );
    run(&repository, &["rollback", "plan", "HEAD~1"], 0);
    let plans = std::fs::read_dir(repository.path().join(".vitals/plans")).expect("plans");
    let plan = plans.last().expect("a plan").expect("an entry").path().display().to_string();
    run(&repository, &["rollback", "apply", &plan, "--yes"], 0);
    run(&repository, &["health"], 0);
    repository
}

fn report(repository: &Repository) -> Value {
    let run = run(repository, &["incident", "report", "--format", "json"], 0);
    serde_json::from_str(&run.out).expect("JSON")
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

#[test]
fn every_time_is_that_of_its_entry_or_its_run() {
    let repository = rolled_back();
    let (report, journal) = (report(&repository), shown(&repository));
    let times = &report["times"];
    // Detection is a run of the history.
    let run_number = times["detection"]["source"]["run"].as_u64().expect("a run");
    let history = run(&repository, &["history", "show", &run_number.to_string(), "--json"], 0);
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
    assert_eq!(report["limits"]["resolution_ms"], 300_000, "of golden-path");
    assert_eq!(report["limits"]["response_ms"], 1_800_000, "of severity 2");
    let resolved = usize::try_from(resolution - 2).expect("a place");
    assert!(journal["entries"][resolved]["event"]["rolled_back"].is_object(), "{journal}");
}

#[test]
fn commits_undone_are_those_of_the_journal_and_of_git() {
    let repository = rolled_back();
    let (report, journal) = (report(&repository), shown(&repository));
    let undone = &report["undone"];
    assert_eq!(undone.as_array().map(Vec::len), Some(1), "{undone}");
    let written = &of_kind(&journal, "rolled_back")[0];
    for field in ["id", "from", "to", "commits"] {
        assert_eq!(undone[0][field], written[field], "{field}");
    }
    assert_eq!(undone[0]["from"], repository.answer(&["rev-parse", "HEAD~1"]).as_str());
    assert_eq!(undone[0]["to"], repository.answer(&["rev-parse", "HEAD"]).as_str());
    assert_eq!(undone[0]["commits"][0]["hash"], undone[0]["from"]);
    assert_eq!(undone[0]["commits"].as_array().map(Vec::len), Some(1));
    run(&repository, &["rollback", "undo"], 0);
    let after = self::report(&repository);
    assert_eq!(after["undone"], serde_json::json!([]), "an undone rollback stands no more");
}

#[test]
fn every_number_is_that_of_its_run() {
    let repository = rolled_back();
    let report = report(&repository);
    let numbers = report["numbers"].as_array().expect("numbers");
    assert!(!numbers.is_empty(), "{report}");
    let mut runs = std::collections::BTreeSet::new();
    for number in numbers {
        for point in number["points"].as_array().expect("points") {
            let name = point["run"].as_u64().expect("a run");
            runs.insert(name);
            let shown = run(&repository, &["history", "show", &name.to_string(), "--json"], 0);
            let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
            assert_eq!(point["at"], shown["run"]["started"]);
            let measures = shown["measures"].as_array().expect("measures");
            let same = measures.iter().any(|measure| {
                ["value", "low", "high", "n"].iter().all(|field| measure[field] == point[field])
            });
            assert!(same, "{point} of {shown}");
        }
    }
    assert!(runs.len() >= 2, "before and after: {runs:?}");
}

#[test]
fn the_timeline_has_every_entry_in_its_order() {
    let repository = rolled_back();
    let (report, journal) = (report(&repository), shown(&repository));
    let timeline = report["timeline"].as_array().expect("a timeline");
    assert_eq!(timeline.len(), journal["entries"].as_array().expect("entries").len() + 1);
    for (place, row) in timeline.iter().enumerate() {
        let number = u64::try_from(place + 1).expect("a number");
        assert_eq!((entry(row), &row["at"]), (number, &stamp(&journal, number)["time"]));
    }
}

#[test]
fn lint_names_exactly_what_only_a_person_knows() {
    let repository = rolled_back();
    let missing = |code| {
        let run = run(&repository, &["incident", "lint", "--json"], code);
        let value: Value = serde_json::from_str(&run.out).expect("JSON");
        serde_json::from_value::<Vec<String>>(value["missing"].clone()).expect("names")
    };
    let asked =
        ["business-impact", "customer-impact", "root-cause", "lessons", "preventive-actions", "follow-ups"];
    assert_eq!(missing(1), asked);
    let sections = report(&repository)["sections"].clone();
    let todo = sections.as_array().expect("sections").iter().filter(|section| section["todo"] == true);
    let todo: Vec<&str> = todo.filter_map(|section| section["section"].as_str()).collect();
    assert_eq!(todo, asked, "the report has the same");
    for section in asked {
        run(&repository, &["incident", "answer", section, &format!("what of {section}")], 0);
    }
    assert_eq!(missing(0), [""; 0]);
    let markdown = run(&repository, &["incident", "report"], 0).out;
    assert!(!markdown.contains("TODO"), "{markdown}");
    for section in asked {
        assert!(markdown.contains(&format!("what of {section}")), "{markdown}");
    }
    assert!(markdown.contains("No carts."), "{markdown}");
}

#[test]
fn the_page_and_the_markdown_say_the_same_and_texts_stay_texts() {
    let repository = rolled_back();
    run(&repository, &["incident", "attest", "monitoring", "yes", "--by", "Olga Owner"], 0);
    let markdown = run(&repository, &["incident", "report"], 0).out;
    let page = repository.path().join("incident.html").display().to_string();
    run(&repository, &["incident", "report", "-o", &page], 0);
    let html = std::fs::read_to_string(&page).expect("a page");
    for text in ["TODO(owner)", "Timeline", "Commits undone", "the limit of 5 min 0 s", "No carts."] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(markdown.contains("TODO(owner)") && markdown.contains("| run 1 |"), "{markdown}");
    assert!(html.contains("<svg") && html.contains("default-src 'none'"), "charts, and nothing loads");
    assert!(!html.contains("<script") && !html.contains("<b>bold</b>"), "a text is a text");
    assert!(html.contains("Broken &lt;b&gt;bold&lt;/b&gt;"), "{html}");
    assert!(!markdown.contains("<b>bold</b>"), "{markdown}");
    assert!(!markdown.contains("Olga Owner") && !html.contains("Olga Owner"), "names only where asked for");
    let named = run(&repository, &["incident", "report", "--contacts"], 0).out;
    assert!(named.contains("Olga Owner"), "{named}");
}
