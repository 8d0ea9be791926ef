//! What stands around a report: head, policy, style, script, the search.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::content::Content;
use super::parts::{badge, class, origin};
use super::policy::head;
use super::row::{Entry, Trends, verdicts};
use super::runs::{RunSummary, rows_of, trends};
use super::text::reported;
use crate::report::charts::hatching;

const SCRIPT: &str = include_str!("page.js");

/// `1 of 3 did not pass`.
fn counted(content: &Content<'_>) -> String {
    let failed = content.entries.iter().filter(|entry| !entry.line.passed()).count();
    let missing = content.head.planned.saturating_sub(content.entries.len());
    let unrun = if missing > 0 {
        format!("; {missing} of {} were not run", content.head.planned)
    } else {
        String::new()
    };
    match (failed, content.entries.len()) {
        (_, 0) => format!("nothing was measured{unrun}"),
        (0, 1) => format!("it passed{unrun}"),
        (0, all) => format!("all {all} passed{unrun}"),
        (failed, all) => format!("{failed} of {all} did not pass{unrun}"),
    }
}

/// The whole page.
pub fn rendered(content: Content<'_>) -> Markup {
    let title = format!("{} — vitals {} — {}", content.status.word(), content.command, content.subject);
    let title = html! { title { (crate::untrusted::shortened(&title, 200)) } };
    let summary = summary(&content);
    let lines = trends(&summary, content.earlier);
    let said = serde_json::to_string(&summary);
    let said = html! { @if let Ok(said) = said { meta name="vitals-run" content=(said); } };
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&title, &said, Some(SCRIPT)))
            body {
                a class="skip" href="#verdicts" { "To the verdicts" }
                header class=(class(content.status)) {
                    h1 { (badge(content.status)) " vitals " (content.command) }
                    p class="sentence" {
                        @if !content.sentence.is_empty() { strong { (reported(&content.sentence)) } }
                        @if !content.sentence.is_empty() && content.counted { ", " }
                        @if content.counted { (counted(&content)) }
                        @if content.head.interrupted { "; the run was interrupted" }
                    }
                    p class="faint" { @if !content.subject.is_empty() { (reported(&content.subject)) " · " } time datetime=(content.head.started) { (content.head.started) } }
                }
                main {
                    (overview(content.entries, &lines, &content.after))
                    @for section in &content.sections { (section) }
                    (origin(&content.head, &content.fingerprints))
                }
                svg class="unseen" width="0" height="0" aria-hidden="true" { (hatching()) }
                div id="tip" role="tooltip" hidden {}
                div id="said" class="unseen" aria-live="polite" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn overview(entries: Vec<Entry>, trends: &Trends, after: &Markup) -> Markup {
    html! {
        search id="search" hidden {
            label for="wanted" { "Search" }
            input id="wanted" type="search" placeholder="module, check, file …" autocomplete="off" spellcheck="false";
            button id="next" type="button" { "Next" }
            output id="found" for="wanted" {}
        }
        section id="verdicts" aria-label="Verdicts" {
            (verdicts(entries, trends))
            (after)
        }
    }
}

/// For the list of runs.
fn summary(content: &Content<'_>) -> RunSummary {
    RunSummary {
        command: content.command.to_owned(),
        status: content.status,
        subject: crate::untrusted::shortened(&content.subject, 200).into_owned(),
        started: content.head.started.clone(),
        rows: rows_of(&content.entries),
    }
}
