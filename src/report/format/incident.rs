//! The report of an incident as Markdown.

use super::markdown::{cell, inert};
use crate::incident::Section;
use crate::report::incident::{IncidentDocument, moment, moments, short, source};

/// The whole report.
pub fn incident_markdown(document: &IncidentDocument) -> String {
    let mut text = format!("# Incident {}\n\n", cell(&document.name));
    let scenario = document.scenario.map(|scenario| format!(", {}", scenario.word())).unwrap_or_default();
    let closed = document.closed.map_or_else(|| "**open**".to_owned(), |at| format!("closed {}", moment(at)));
    let severity = document.severity.level();
    text += &format!(
        "{}, severity {severity}{scenario}, {closed}. Report of {}.\n\n",
        cell(&document.id),
        moment(document.made)
    );
    for warning in &document.warnings {
        text += &format!("> **Warning:** {}\n\n", cell(warning));
    }
    let before =
        [Section::Summary, Section::BusinessImpact, Section::TechnicalImpact, Section::CustomerImpact];
    before.iter().for_each(|section| text += &written(document, *section));
    text += "## Times\n\n";
    text += &table(&["", "When", "Took", "Limit", "By"], &moments(document));
    text += &timeline(document);
    text += &changed(document);
    text += &numbers(document);
    text += &recovery(document);
    let after = [
        Section::RootCause,
        Section::Resolution,
        Section::Lessons,
        Section::PreventiveActions,
        Section::FollowUps,
    ];
    after.iter().for_each(|section| text += &written(document, *section));
    text
}

fn written(document: &IncidentDocument, section: Section) -> String {
    let Some(found) = document.sections.iter().find(|found| found.section == section) else {
        return String::new();
    };
    let lines: Vec<String> = found.text.iter().map(|line| inert(line)).collect();
    let by = found.source.map(|by| format!(" *({})*", source(by))).unwrap_or_default();
    format!("## {}\n\n{}{by}\n\n", found.heading, lines.join("\n\n"))
}

fn table<const COLUMNS: usize>(header: &[&str; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(header.iter().map(|&name| name.to_owned()).collect());
    text += &line(vec!["---".to_owned(); COLUMNS]);
    rows.iter().for_each(|row| text += &line(row.iter().map(|field| cell(field)).collect()));
    text + "\n"
}

fn timeline(document: &IncidentDocument) -> String {
    let rows: Vec<[String; 4]> = document
        .timeline
        .iter()
        .map(|row| [source(row.source), moment(row.at), row.text.clone(), row.by.clone()])
        .collect();
    format!("## Timeline\n\n{}", table(&["Entry", "When", "What", "By"], &rows))
}

fn changed(document: &IncidentDocument) -> String {
    let mut text = "## Commits undone\n\n".to_owned();
    if document.undone.is_empty() {
        text += "No rollback stands.\n\n";
    }
    for row in &document.undone {
        let to = row.to.as_deref().map(short).unwrap_or_default();
        let id = cell(&row.id);
        text += &format!("Rollback {id}, from {} to {to} *({})*:\n\n", short(&row.from), source(row.source));
        match &row.commits {
            None => text += "Which commits went is not known: the plan's file was not there.\n\n",
            Some(commits) => {
                for commit in commits {
                    text += &format!("- `{}` {}\n", commit.short(), cell(&commit.subject));
                }
                text.push('\n');
            }
        }
    }
    text += "## Culprit\n\n";
    if document.culprits.is_empty() {
        text += "No search has named one.\n\n";
    }
    for row in &document.culprits {
        let (short, subject) = (row.commit.short(), cell(&row.commit.subject));
        text += &format!("`{short}` {subject}: {} *({})*\n\n", cell(&row.why), source(row.source));
    }
    text += "## Escalations\n\n";
    if document.escalations.is_empty() {
        return text + "Nobody was called by vitals.\n\n";
    }
    let rows: Vec<[String; 3]> = document
        .escalations
        .iter()
        .map(|row| [source(row.source), moment(row.at), row.text.clone()])
        .collect();
    text + &table(&["Entry", "When", "What"], &rows)
}

fn numbers(document: &IncidentDocument) -> String {
    let mut text = "## Numbers\n\n".to_owned();
    if document.numbers.is_empty() {
        return text + "No run of the history has a number with an interval.\n\n";
    }
    let mut rows = Vec::new();
    for number in &document.numbers {
        rows.extend(number.points.iter().map(|point| {
            [
                number.series.clone(),
                format!("run {}", point.run),
                moment(point.at),
                point.commit.clone().unwrap_or_default(),
                number.written(point),
                point.verdict.clone().unwrap_or_default(),
            ]
        }));
    }
    text += &table(&["Series", "Run", "When", "Commit", "Value (interval)", "Verdict"], &rows);
    text
}

fn recovery(document: &IncidentDocument) -> String {
    let mut text = String::new();
    for row in &document.looks {
        let rows: Vec<[String; 3]> = row
            .look
            .lines
            .iter()
            .map(|line| [line.line.clone(), line.answer.word().to_owned(), line.why.clone()])
            .collect();
        let list = cell(&row.look.list);
        text += &format!("## Recovery: {list}\n\n*({})*\n\n", source(row.source));
        text += &table(&["Line", "Holds", "By"], &rows);
    }
    text
}
