//! Operations of conversations in nights and in a triage: held against a commit at which all was well.

use crate::conversations::{FAST, SLOW, configuration, of_commits};
use crate::night::{news, night};
use crate::program::{Run, vitals};
use crate::repository::Repository;

/// As it should be, and clean.
fn fast(configuration: &str) -> Repository {
    let repository = of_commits(configuration, &[FAST]);
    repository.write(".gitignore", "reports/\n.vitals/\n__pycache__/\n");
    repository.commit("Ignored");
    repository
}

fn slow_commit(repository: &Repository) {
    repository.write("waits.py", SLOW);
    repository.commit("Wait longer");
}

#[test]
fn a_night_reports_the_operations_that_became_slow_and_the_next_one_only_that_they_stand() {
    let repository = fast(&configuration("{port}"));
    let (first, _) = night(&repository);
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    slow_commit(&repository);
    let (run, document) = night(&repository);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let step = |quantity: &str| ("step".to_owned(), quantity.to_owned(), 2);
    let expected = ["event completed", "event thinking", "whole conversation"].map(step);
    assert_eq!(news(&document), expected, "{document:#}");
    assert_eq!(document["alerts"][0]["subject"]["probe"], "conversation");
    assert_eq!(document["comparison"]["operations"][0]["verdict"]["status"], "fail");
    let (third, document) = night(&repository);
    assert_eq!((third.code, news(&document).len()), (Some(0), 0), "{document:#}");
    assert_eq!(document["open_alerts"].as_array().map(Vec::len), Some(3));
    let trend = |wanted| Run::of(vitals().current_dir(repository.path()).args(["trend", wanted]));
    let thinking = trend("event thinking");
    assert!(thinking.says("conversation talk"), "{}{}", thinking.out, thinking.err);
    let short = trend("connect");
    assert_eq!(short.code, Some(64), "of a connection a tenth is less than counts: {}", short.out);
}

#[test]
fn a_night_leaves_a_written_port_out_and_says_so() {
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let repository = fast(&configuration(&port.to_string()));
    night(&repository);
    slow_commit(&repository);
    let (run, document) = night(&repository);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let note = format!("the conversation talk was not compared: its server's port, {port}, is written");
    let notes = document["notes"].as_array().into_iter().flatten();
    let said = |note: &serde_json::Value| note["text"].as_str().unwrap_or_default().to_owned();
    assert!(notes.map(said).any(|text| text.starts_with(&note)), "{document:#}");
    assert_eq!(document["comparison"]["operations"].as_array().map(Vec::len), None);
}

#[test]
fn a_triage_shows_what_operations_take_and_finds_those_slower_than_when_all_was_well() {
    let repository = fast(&configuration("{port}"));
    let well = repository.run(&["health", "--no-report"]);
    assert_eq!(well.code, Some(0), "{}{}", well.out, well.err);
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    let same = repository.run(&["triage"]);
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    for words in ["operations: talk: connected after ", ", thinking after ", "every check passed"] {
        assert!(same.says(words), "{words}: {}", same.out);
    }
    slow_commit(&repository);
    let slow = repository.run(&["triage"]);
    assert_ne!(slow.code, Some(0), "{}{}", slow.out, slow.err);
    for words in [
        "slower or larger than it may be",
        &format!("talk is fail: compared with {good}: "),
        "event thinking",
        "more than the tolerated 10 %",
        &format!("next: vitals compare {good} . --only talk"),
    ] {
        assert!(slow.says(words), "{words}: {}{}", slow.out, slow.err);
    }
}
