//! The sections of the report: what a person wrote, what follows from the journal, else what is to be written.

use serde::Serialize;

use super::words::{heading, moment, short};
use crate::incident::{Event, Log, Section, Source, undone};
use crate::untrusted::printable;

/// A section, as it stands in the report.
#[derive(Debug, Serialize)]
pub struct SectionText {
    /// In a word, as commands take it.
    pub section: Section,
    /// What stands over it.
    pub heading: &'static str,
    /// What it says, paragraph by paragraph; of one that is missing what a person has to write.
    pub text: Vec<String>,
    /// Nobody has written it.
    pub todo: bool,
    /// The entry that says so; None of one that is missing.
    pub source: Option<Source>,
}

/// All of them, in order.
pub fn sections(log: &Log) -> Vec<SectionText> {
    Section::ALL.into_iter().map(|section| of(log, section)).collect()
}

fn of(log: &Log, section: Section) -> SectionText {
    let heading = heading(section);
    let made = |text, source| SectionText { section, heading, text, todo: false, source: Some(source) };
    let entries = log.entries.iter().enumerate().rev();
    let written = entries.filter_map(|(place, entry)| match &entry.event {
        Event::Answered { section: of, text } if *of == section => Some((place, text)),
        _ => None,
    });
    let mut written = written;
    if let Some((place, text)) = written.next() {
        return made(text.lines().map(printable).collect(), Source::Entry(place + 2));
    }
    let follows = match section {
        Section::Summary => log.begun.summary.as_ref().map(|text| (vec![printable(text)], Source::Entry(1))),
        Section::TechnicalImpact => technical(log),
        Section::Resolution => resolution(log),
        _ => None,
    };
    match follows {
        Some((text, source)) => made(text, source),
        None => SectionText { section, heading, text: vec![todo(section)], todo: true, source: None },
    }
}

/// The checks that were seen to fail.
fn technical(log: &Log) -> Option<(Vec<String>, Source)> {
    let mut lines = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    if let Some(found) = &log.begun.detection {
        known.push(&found.check);
        lines.push((
            format!(
                "{}: {} since {} (run {})",
                printable(&found.check),
                found.verdict,
                moment(found.at),
                found.run
            ),
            Source::Entry(1),
        ));
    }
    for (place, entry) in log.entries.iter().enumerate() {
        let Event::Ran(ran) = &entry.event else { continue };
        let failing = ran.verdicts.iter().filter(|seen| matches!(seen.verdict.as_str(), "fail" | "error"));
        for seen in failing {
            if known.contains(&seen.check.as_str()) {
                continue;
            }
            known.push(&seen.check);
            let at = moment(entry.stamp.time);
            let text = format!("{}: {} at {at} (entry {})", printable(&seen.check), seen.verdict, place + 2);
            lines.push((text, Source::Entry(place + 2)));
        }
    }
    let source = lines.first()?.1;
    Some((lines.into_iter().map(|(text, _)| text).collect(), source))
}

/// The rollbacks that stand.
fn resolution(log: &Log) -> Option<(Vec<String>, Source)> {
    let standing = undone(log);
    let source = Source::Entry(standing.last()?.0 + 2);
    let line = |(place, undone): &(usize, &crate::incident::Undone)| {
        let to = undone.to.as_deref().map(short).unwrap_or_default();
        let commits = match &undone.commits {
            Some(commits) => format!("work of {} commits went", commits.len()),
            None => "how many commits went is not known: the plan's file was not there".to_owned(),
        };
        let from = short(&undone.from);
        format!("rolled back from {from} to {to}: {commits} (entry {})", place + 2)
    };
    Some((standing.iter().map(line).collect(), source))
}

/// What is asked of a person.
fn todo(section: Section) -> String {
    let asked = match section {
        Section::Summary => "what happened, in two sentences",
        Section::BusinessImpact => "what the business lost: money, orders, trust",
        Section::TechnicalImpact => "what did not work",
        Section::CustomerImpact => "which customers saw what, how many, and for how long",
        Section::RootCause => "why it happened, and why nothing caught it before",
        Section::Resolution => "how it was resolved",
        Section::Lessons => "what went well, what did not, and where it was luck",
        Section::PreventiveActions => "what will keep it from happening again, by whom, until when",
        Section::FollowUps => "what is still to be done, by whom, until when",
    };
    format!("TODO(owner): {asked} (vitals incident answer {} TEXT)", section.word())
}
