//! What is missing: from the report, and before an incident can be closed.

use jiff::Timestamp;
use serde::Serialize;

use super::event::Event;
use super::record::Log;
use super::section::Section;

/// That these procedures were looked over after they were used.
pub const REVIEWED: &str = "procedures-reviewed";
/// That those who have to know were informed of how it ended.
pub const INFORMED: &str = "stakeholders-informed";
/// The list that follows an emergency.
pub const CHECKLIST: &str = "checklist";
/// The whole list of recovery.
pub const RECOVERY: &str = "recovery";

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// A section that only a person can write.
    Section(Section),
    /// A look at the list after an emergency that held, after the last thing that was changed.
    Checklist,
    /// Somebody's word, which counts now.
    Attestation(&'static str),
}

/// The sections that nobody has written, and that do not follow from the journal.
pub fn unwritten(log: &Log) -> Vec<Section> {
    Section::ALL
        .into_iter()
        .filter(|section| log.answer(*section).is_none() && !follows(log, *section))
        .collect()
}

/// Whether a section can be made of what was recorded.
fn follows(log: &Log, section: Section) -> bool {
    match section {
        Section::Summary => log.begun.summary.is_some(),
        Section::TechnicalImpact => {
            log.begun.detection.is_some() || log.entries.iter().any(|entry| has_failed(&entry.event))
        }
        Section::Resolution => log.entries.iter().any(|entry| is_undone(&entry.event)),
        Section::BusinessImpact
        | Section::CustomerImpact
        | Section::RootCause
        | Section::Lessons
        | Section::PreventiveActions
        | Section::FollowUps => false,
    }
}

fn has_failed(event: &Event) -> bool {
    let Event::Ran(ran) = event else { return false };
    ran.verdicts.iter().any(|seen| matches!(seen.verdict.as_str(), "fail" | "error"))
}

/// Whether a rollback was done to its end.
pub(super) fn is_undone(event: &Event) -> bool {
    matches!(event, Event::RolledBack(undone) if undone.end == "done")
}

/// All that is missing before it can be closed.
pub fn missing(log: &Log, now: Timestamp) -> Vec<Missing> {
    let mut missing: Vec<Missing> = unwritten(log).into_iter().map(Missing::Section).collect();
    if !has_held(log) {
        missing.push(Missing::Checklist);
    }
    let attested = [REVIEWED, INFORMED].into_iter().filter(|question| !log.holds(question, now));
    missing.extend(attested.map(Missing::Attestation));
    missing
}

/// Whether the last look at a list held, and nothing was rolled back since.
fn has_held(log: &Log) -> bool {
    let last = log.entries.iter().rev().find_map(|entry| match &entry.event {
        Event::Looked(look) => Some(look.holds),
        event if is_undone(event) => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}
