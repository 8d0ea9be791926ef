//! The report: each figure traces to an entry of the journal or to a run of the history, and what is missing is named.

use super::followed::{self, missing, report};
use super::{plain, run, shop};
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

#[test]
fn every_time_is_that_of_its_entry_or_its_run() {
    let repository = rolled_back();
    followed::times(&repository);
    let limits = report(&repository)["limits"].clone();
    assert_eq!(limits["resolution_ms"], 300_000, "of golden-path");
    assert_eq!(limits["response_ms"], 1_800_000, "of severity 2");
}

#[test]
fn commits_undone_are_those_of_the_journal_and_of_git() {
    let repository = rolled_back();
    followed::undone(&repository);
    let undone = report(&repository)["undone"].clone();
    assert_eq!(undone.as_array().map(Vec::len), Some(1), "{undone}");
    assert_eq!(undone[0]["from"], repository.answer(&["rev-parse", "HEAD~1"]).as_str());
    assert_eq!(undone[0]["to"], repository.answer(&["rev-parse", "HEAD"]).as_str());
    assert_eq!(undone[0]["commits"][0]["hash"], undone[0]["from"]);
    assert_eq!(undone[0]["commits"].as_array().map(Vec::len), Some(1));
    run(&repository, &["rollback", "undo"], 0);
    let after = report(&repository);
    assert_eq!(after["undone"], serde_json::json!([]), "an undone rollback stands no more");
}

#[test]
fn every_number_is_that_of_its_run() {
    followed::numbers(&rolled_back());
}

#[test]
fn the_timeline_has_every_entry_in_its_order() {
    followed::timeline(&rolled_back());
}

#[test]
fn lint_names_exactly_what_only_a_person_knows() {
    let repository = rolled_back();
    let asked =
        ["business-impact", "customer-impact", "root-cause", "lessons", "preventive-actions", "follow-ups"];
    assert_eq!(missing(&repository, 1), asked);
    let sections = report(&repository)["sections"].clone();
    let todo = sections.as_array().expect("sections").iter().filter(|section| section["todo"] == true);
    let todo: Vec<&str> = todo.filter_map(|section| section["section"].as_str()).collect();
    assert_eq!(todo, asked, "the report has the same");
    for section in asked {
        run(&repository, &["incident", "answer", section, &format!("what of {section}")], 0);
    }
    assert_eq!(missing(&repository, 0), [""; 0]);
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
