//! The runs whose reports lie in a folder: when, what they came to, and how what they measured went from run to run.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::parts::badge;
use super::policy::head;
use super::row::{Entry, Trends, ink};
use super::text::{inert, reported};
use crate::report::charts::Small;
use crate::verdict::Status;

/// By which the list is known again.
pub const INDEX_TITLE: &str = "<title>Runs — vitals</title>";
/// Rows that are listed; older runs are counted.
pub const LISTED: usize = 200;
/// Series that are drawn.
const SERIES: usize = 24;
/// What a page keeps of its rows for the list.
const KEPT: usize = 24;
/// Commands whose numbers go from run to run, where they are of the same root and Python.
const COMPARABLE: [&str; 2] = ["check", "health"];

/// What a page says of itself to the list of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// `check`, `compare`, …
    pub command: String,
    /// What it came to.
    pub status: Status,
    /// What was measured.
    pub subject: String,
    /// When it began.
    pub started: String,
    /// What was judged: its name, what it came to, and a number of it.
    pub rows: Vec<(String, Status, Option<f64>)>,
}

/// One run of the list.
pub struct ListedRun {
    /// The folder that its page is in.
    pub folder: String,
    /// What it came to.
    pub summary: RunSummary,
}

/// What the list shows of these rows.
pub fn rows_of(entries: &[Entry]) -> Vec<(String, Status, Option<f64>)> {
    let row = |Entry { line, .. }: &Entry| {
        (line.listed_name(), line.verdict.status, line.small.as_ref().and_then(Small::value))
    };
    entries.iter().take(KEPT).map(row).collect()
}

/// The page of runs, the newest first; `older` more are not listed.
pub fn index(runs: &[ListedRun], older: usize) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&html! { (PreEscaped(INDEX_TITLE)) }, &html! {}, None))
            body {
                main {
                    h1 { "Runs" }
                    (series(runs))
                    (list(runs))
                    @if older > 0 { p class="faint" { (older) " older runs are not listed; their folders are here." } }
                }
            }
        }
    };
    inert(&page.into_string())
}

fn list(runs: &[ListedRun]) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="group" aria-label="Runs" {
            table {
                thead { tr { @for cell in ["run", "verdict", "command", "of what", "did not pass"] { th scope="col" { (cell) } } } }
                tbody {
                    @for ListedRun { folder, summary } in runs {
                        tr {
                            th scope="row" { a href={ (folder) "/index.html" } { (summary.started) } }
                            td { (badge(summary.status)) }
                            td { (summary.command) }
                            td class="w" { (reported(&summary.subject)) }
                            td class="w" { (reported(&failed(summary))) }
                        }
                    }
                }
            }
        }
    }
}

fn failed(summary: &RunSummary) -> String {
    let names = summary.rows.iter().filter(|(_, status, _)| *status != Status::Pass);
    names.map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// What one line joins: runs of one command, and where that says what was measured with, of the same.
fn joined(summary: &RunSummary, name: &str) -> (String, String) {
    let with = if COMPARABLE.contains(&summary.command.as_str()) { summary.subject.as_str() } else { "" };
    (format!("{}: {name}", summary.command), with.to_owned())
}

/// Where two earlier runs at least measured the same in the same way.
pub fn trends(today: &RunSummary, earlier: &[RunSummary]) -> Trends {
    // Of a comparison the ratios are of other sides each time, and nights have charts of their own.
    if !COMPARABLE.contains(&today.command.as_str()) {
        return Trends::new();
    }
    let mut all = Trends::new();
    let before = earlier.iter().rev().filter(|summary| summary.started < today.started);
    for summary in before.chain([today]) {
        for (name, _, value) in &summary.rows {
            if joined(summary, name) == joined(today, name) {
                all.entry(name.clone()).or_default().extend(value);
            }
        }
    }
    all.retain(|name, values| {
        values.len() > 2 && today.rows.iter().any(|(row, _, value)| row == name && value.is_some())
    });
    all
}

/// What was measured in more than one of the runs, the oldest first.
fn series(runs: &[ListedRun]) -> Markup {
    let mut all: Vec<((String, String), Vec<f64>, Status)> = Vec::new();
    for ListedRun { summary, .. } in runs.iter().rev() {
        for (name, status, value) in &summary.rows {
            let (name, Some(value)) = (joined(summary, name), *value) else { continue };
            match all.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, values, last)) => {
                    values.push(value);
                    *last = *status;
                }
                None => all.push((name, vec![value], *status)),
            }
        }
    }
    let drawn = all.iter().filter_map(|((name, _), values, status)| {
        let drawing = Small::Series(values.clone()).draw(ink(*status))?;
        Some((name, values.len(), *status, drawing))
    });
    let drawn: Vec<_> = drawn.take(SERIES).collect();
    html! {
        @if !drawn.is_empty() {
            h2 { "From run to run" }
            ul class="series" {
                @for (name, count, status, svg) in &drawn {
                    li {
                        svg class="small" width=(svg.width) height=(svg.height) viewBox={ "0 0 " (svg.width) " " (svg.height) } aria-hidden="true" { (svg.body) }
                        span { (badge(*status)) " " (reported(name)) " " span class="faint" { "in " (count) " runs" } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(number: usize) -> ListedRun {
        let rows = vec![("import <b>shop</b>".to_owned(), Status::Fail, Some(number as f64))];
        let summary = RunSummary {
            command: "check".into(),
            status: Status::Fail,
            subject: "/srv/shop".into(),
            started: format!("2026-01-01T00:00:{number:02}Z"),
            rows,
        };
        ListedRun { folder: format!("run-{number}"), summary }
    }

    #[test]
    fn runs_are_listed_with_what_failed_and_a_line_from_run_to_run() {
        let page = index(&[run(2), run(1)], 4_998);
        assert!(page.contains("href=\"run-2/index.html\"") && page.contains("4998 older runs"), "{page}");
        assert!(page.contains("&lt;b&gt;shop") && !page.contains("<b>"), "{page}");
        assert!(page.contains("in 2 runs") && page.contains("<polyline"), "{page}");
    }

    #[test]
    fn a_line_joins_one_command_and_one_interpreter_alone() {
        let mut other = run(3);
        other.summary.subject = "/srv/shop, another Python".into();
        let mut compared = run(4);
        compared.summary.command = "compare".into();
        let page = index(&[compared, other, run(2), run(1)], 0);
        assert_eq!(page.matches("<polyline").count(), 1, "{page}");
        assert!(page.contains("in 2 runs"), "{page}");
    }

    #[test]
    fn a_row_looks_back_to_earlier_runs_of_the_same() {
        let [today, later] = [run(4), run(5)].map(|run| run.summary);
        let mut unmeasured = run(3).summary;
        unmeasured.rows[0].2 = None;
        let mut other = run(2).summary;
        other.subject = "/srv/shop, another Python".into();
        let earlier = [later, today.clone(), unmeasured, other, run(1).summary, run(0).summary];
        let name = today.rows[0].0.clone();
        assert_eq!(trends(&today, &earlier), Trends::from([(name, vec![0.0, 1.0, 4.0])]));
        assert_eq!(trends(&today, &earlier[..5]), Trends::new(), "two values are no trend");
        let compared = RunSummary { command: "compare".into(), ..today };
        assert_eq!(trends(&compared, &earlier), Trends::new());
    }

    #[test]
    fn many_runs_stay_a_small_page() {
        let runs: Vec<_> = (0..LISTED).map(run).collect();
        assert!(index(&runs, 4_800).len() < 400_000);
    }
}
