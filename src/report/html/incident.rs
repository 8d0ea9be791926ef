//! The report of an incident as a page. It runs no script; every text in it is put there as a text.

use std::path::PathBuf;

use maud::{DOCTYPE, Markup, html};

use super::figure::{figure, rows};
use super::links::{From, Links, linked};
use super::policy::head;
use super::text::{inert, reported};
use crate::incident::Section;
use crate::report::charts::{Table, TrendData, TrendPoint, hatching, trend};
use crate::report::incident::{IncidentDocument, Number, moment, moments, source};
use crate::statistics::Interval;

/// Series that are drawn, at most.
const DRAWN: usize = 24;

/// The whole page.
pub fn incident_page(document: &IncidentDocument) -> String {
    let title = html! { title { "Incident " (document.name) " — vitals" } };
    let state = if document.closed.is_some() { "closed" } else { "open" };
    let scenario = document.scenario.map(|scenario| format!(", {}", scenario.word())).unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&title, &html! {}, None))
            body {
                header {
                    h1 { "Incident " (reported(&document.name)) }
                    p class="sentence" { (state) ", severity " (document.severity.level()) (scenario) }
                    p class="faint" { (reported(&document.id)) " · report of " (moment(document.made)) }
                }
                main {
                    @for warning in &document.warnings { section { p { strong { "Warning: " } (reported(warning)) } } }
                    @for section in [Section::Summary, Section::BusinessImpact, Section::TechnicalImpact, Section::CustomerImpact] {
                        (written(document, section))
                    }
                    section id="times" { h2 { "Times" } (table(&["", "When", "Took", "Limit", "By"], moments(document), "Times")) }
                    (undone(document))
                    (culprits(document))
                    (numbers(document))
                    (looks(document))
                    @for section in [Section::RootCause, Section::Resolution, Section::Lessons, Section::PreventiveActions, Section::FollowUps] {
                        (written(document, section))
                    }
                    (escalations(document))
                    (timeline(document))
                }
                svg class="unseen" width="0" height="0" aria-hidden="true" { (hatching()) }
            }
        }
    };
    let links = Links::default();
    let from = From { links: &links, root: PathBuf::from("."), pythons: Vec::new() };
    inert(&linked(&page.into_string(), &from))
}

fn written(document: &IncidentDocument, section: Section) -> Markup {
    let found = document.sections.iter().find(|found| found.section == section);
    html! {
        @if let Some(found) = found {
            section id=(section.word()) {
                h2 { (found.heading) }
                @for line in &found.text { p { @if found.todo { mark { (reported(line)) } } @else { (reported(line)) } } }
                @if let Some(by) = found.source { p class="faint" { (source(by)) } }
            }
        }
    }
}

fn table<const COLUMNS: usize>(
    header: &[&'static str; COLUMNS],
    found: Vec<[String; COLUMNS]>,
    name: &str,
) -> Markup {
    let cells = found.into_iter().map(|row| row.to_vec()).collect();
    rows(&Table { header: header.to_vec(), rows: cells, left_out: None }, name)
}

fn undone(document: &IncidentDocument) -> Markup {
    let mut found: Vec<[String; 4]> = Vec::new();
    for row in &document.undone {
        let by = source(row.source);
        match &row.commits {
            None => found.push([
                row.id.clone(),
                "?".into(),
                "not known: the plan's file was not there".into(),
                by,
            ]),
            Some(commits) => found.extend(commits.iter().map(|commit| {
                [row.id.clone(), commit.short().to_owned(), commit.subject.clone(), by.clone()]
            })),
        }
    }
    html! {
        section id="undone" {
            h2 { "Commits undone" }
            @if found.is_empty() { p { "No rollback stands." } }
            @else { (table(&["Rollback", "Commit", "Subject", "By"], found, "Commits undone")) }
        }
    }
}

fn culprits(document: &IncidentDocument) -> Markup {
    let row = |row: &crate::report::incident::CulpritRow| {
        [row.commit.short().to_owned(), row.commit.subject.clone(), row.why.clone(), source(row.source)]
    };
    let found: Vec<[String; 4]> = document.culprits.iter().map(row).collect();
    html! {
        section id="culprit" {
            h2 { "Culprit" }
            @if found.is_empty() { p { "No search has named one." } }
            @else { (table(&["Commit", "Subject", "Found by", "By"], found, "Culprit")) }
        }
    }
}

fn numbers(document: &IncidentDocument) -> Markup {
    let drawn = document.numbers.iter().filter(|number| number.points.len() > 1).take(DRAWN);
    let mut found: Vec<[String; 5]> = Vec::new();
    for number in &document.numbers {
        found.extend(number.points.iter().map(|point| {
            let verdict = point.verdict.clone().unwrap_or_default();
            [
                number.series.clone(),
                format!("run {}", point.run),
                moment(point.at),
                number.written(point),
                verdict,
            ]
        }));
    }
    html! {
        section id="numbers" {
            h2 { "Numbers" }
            @if found.is_empty() { p { "No run of the history has a number with an interval." } }
            @else {
                (table(&["Series", "Run", "When", "Value (interval)", "Verdict"], found, "Numbers"))
                @for (place, number) in drawn.enumerate() { (figure(&format!("number{place}"), &trend(&drawn_as(number)))) }
            }
        }
    }
}

fn drawn_as(number: &Number) -> TrendData {
    let point = |point: &crate::report::incident::NumberPoint| TrendPoint {
        at: point.at,
        value: point.value,
        interval: point
            .low
            .zip(point.high)
            .map(|(low, high)| Interval::missing(point.value, [low, high], 0.05)),
        commit: point.commit.clone(),
        label: format!("run {}", point.run),
    };
    TrendData {
        title: number.series.clone(),
        unit: number.counted_in(),
        points: number.points.iter().map(point).collect(),
        changes: Vec::new(),
        limit: None,
    }
}

fn looks(document: &IncidentDocument) -> Markup {
    html! {
        @for row in &document.looks {
            section id={ "list-" (row.look.list) } {
                h2 { "Recovery: " (reported(&row.look.list)) }
                (table(&["Line", "Holds", "By"], row.look.lines.iter().map(|line| {
                    [line.line.clone(), line.answer.word().to_owned(), line.why.clone()]
                }).collect(), &row.look.list))
                p class="faint" { (source(row.source)) }
            }
        }
    }
}

fn escalations(document: &IncidentDocument) -> Markup {
    let row =
        |row: &crate::report::incident::TimelineRow| [source(row.source), moment(row.at), row.text.clone()];
    let found: Vec<[String; 3]> = document.escalations.iter().map(row).collect();
    html! {
        section id="escalations" {
            h2 { "Escalations" }
            @if found.is_empty() { p { "Nobody was called by vitals." } }
            @else { (table(&["Entry", "When", "What"], found, "Escalations")) }
        }
    }
}

fn timeline(document: &IncidentDocument) -> Markup {
    let row = |row: &crate::report::incident::TimelineRow| {
        [source(row.source), moment(row.at), row.text.clone(), row.by.clone()]
    };
    let found: Vec<[String; 4]> = document.timeline.iter().map(row).collect();
    html! { section id="timeline" { h2 { "Timeline" } (table(&["Entry", "When", "What", "By"], found, "Timeline")) } }
}
