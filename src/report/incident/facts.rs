//! The figures of the report as rows of words, for Markdown and for the page alike.

use super::document::IncidentDocument;
use super::words::{moment, span};
use crate::incident::{Moment, Source};

/// `entry 5`, `run 12`.
pub fn source(source: Source) -> String {
    match source {
        Source::Entry(entry) => format!("entry {entry}"),
        Source::Run(run) => format!("run {run}"),
    }
}

/// Of each moment: what, when, how long after the one before, its limit, and by what.
pub fn moments(document: &IncidentDocument) -> Vec<[String; 5]> {
    let times = &document.times;
    let limits = document.limits;
    let millis = |limit: u64| i64::try_from(limit).unwrap_or(i64::MAX);
    let response = match limits.response_ms {
        0 => "at once".to_owned(),
        limit => within(times.response_ms, millis(limit)),
    };
    let resolution = match (limits.resolution_ms, times.resolution_ms) {
        (None, _) => String::new(),
        (Some(limit), Some(took)) => within(took, millis(limit)),
        (Some(limit), None) => format!("limit {}", span(millis(limit))),
    };
    vec![
        row("Detection", Some(times.detection), None, String::new()),
        row("Response", Some(times.response), Some(times.response_ms), response),
        row("Resolution", times.resolution, times.resolution_ms, resolution),
        row("Validation", times.validation, times.validation_ms, String::new()),
        [
            "All of it".to_owned(),
            String::new(),
            times.total_ms.map_or_else(|| "not over".to_owned(), span),
            String::new(),
            String::new(),
        ],
    ]
}

fn row(what: &str, found: Option<Moment>, took: Option<i64>, limit: String) -> [String; 5] {
    let at = found.map_or_else(|| "not yet".to_owned(), |found| moment(found.at));
    let by = found.map(|found| source(found.source)).unwrap_or_default();
    [what.to_owned(), at, took.map(span).unwrap_or_default(), limit, by]
}

fn within(took: i64, limit: i64) -> String {
    let word = if took <= limit { "within" } else { "OVER" };
    format!("{word} the limit of {}", span(limit))
}
