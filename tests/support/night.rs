//! One night of a repository, and what is new in it.

use serde_json::Value;

use super::program::Run;
use super::repository::Repository;

/// One night: what is new in it, as change, quantity and the night since which it holds.
pub fn news(document: &Value) -> Vec<(String, String, u64)> {
    let reported = document["alerts"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    reported
        .iter()
        .map(|news| {
            let since = news["since"]["number"].as_u64().expect("a number");
            (text(&news["change"]), text(&news["subject"]["quantity"]), since)
        })
        .collect()
}

pub fn night(repository: &Repository) -> (Run, Value) {
    let run = repository.run(&["nightly", "--no-report", "--seed", "1", "--format", "json"]);
    let document = run.document();
    (run, document)
}
