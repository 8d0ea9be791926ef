//! The report of an incident as data: every figure with the entry or the run that it comes from.

use jiff::Timestamp;
use serde::Serialize;

use super::log::warnings;
use super::numbers::{Number, RunFacts, numbers};
use super::section::{SectionText, sections};
use super::words::{event_with_names, event_without_names, writer};
use crate::git::Commit;
use crate::incident::{Event, Limits, Log, Look, Scenario, Severity, Source, Times, times, undone};

/// The schema of the report.
const SCHEMA: &str = "vitals-incident-report/1";

/// The report of an incident.
#[derive(Debug, Serialize)]
pub struct IncidentDocument {
    /// Its schema.
    pub schema: &'static str,
    /// The incident.
    pub id: String,
    /// As it is called.
    pub name: String,
    /// When the report was made.
    pub made: Timestamp,
    /// When it was closed; None where it is open.
    pub closed: Option<Timestamp>,
    /// How bad it is.
    pub severity: Severity,
    /// What kind of emergency.
    pub scenario: Option<Scenario>,
    /// What is wrong with the journal itself.
    pub warnings: Vec<String>,
    /// What a person wrote, what follows from the journal, and what is still to be written.
    pub sections: Vec<SectionText>,
    /// The moments.
    pub times: Times,
    /// What time they had.
    pub limits: Limits,
    /// Commits whose work went, by rollbacks that stand.
    pub undone: Vec<UndoneRow>,
    /// Commits that were found to be at fault.
    pub culprits: Vec<CulpritRow>,
    /// Numbers of the runs.
    pub numbers: Vec<Number>,
    /// Who was called and who answered.
    pub escalations: Vec<TimelineRow>,
    /// The last look at each list.
    pub looks: Vec<LookRow>,
    /// All entries.
    pub timeline: Vec<TimelineRow>,
}

/// A rollback that stands.
#[derive(Debug, Serialize)]
pub struct UndoneRow {
    /// Which entry says so.
    pub source: Source,
    /// The rollback.
    pub id: String,
    /// HEAD before it.
    pub from: String,
    /// HEAD after it.
    pub to: Option<String>,
    /// Commits whose work went; None where the plan's file was not there.
    pub commits: Option<Vec<Commit>>,
}

/// A commit at fault.
#[derive(Debug, Serialize)]
pub struct CulpritRow {
    /// Which entry says so.
    pub source: Source,
    /// The commit.
    pub commit: Commit,
    /// By what.
    pub why: String,
}

/// A look at a list.
#[derive(Debug, Serialize)]
pub struct LookRow {
    /// Which entry says so.
    pub source: Source,
    /// What it came to.
    pub look: Look,
}

/// An entry, in words.
#[derive(Debug, Serialize)]
pub struct TimelineRow {
    /// Which entry, from 1.
    pub source: Source,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    pub text: String,
}

impl IncidentDocument {
    /// Of a journal, and of what the history has of its runs; names of who was reached and who vouched only where asked for.
    pub fn of(log: &Log, runs: &[RunFacts], with_names: bool) -> Self {
        let begun = &log.begun;
        let timeline = timeline(log, with_names);
        let is_escalation = |place: &usize| {
            place
                .checked_sub(1)
                .and_then(|place| log.entries.get(place))
                .is_some_and(|entry| matches!(entry.event, Event::Escalation(_)))
        };
        let called = (0..timeline.len()).filter(is_escalation).filter_map(|place| timeline.get(place));
        let escalations = called.map(TimelineRow::copy).collect();
        Self {
            schema: SCHEMA,
            id: begun.id.clone(),
            name: begun.name.clone(),
            made: Timestamp::now(),
            closed: log.closed().map(|(stamp, _)| stamp.time),
            severity: begun.severity,
            scenario: begun.scenario,
            warnings: warnings(log),
            sections: sections(log),
            times: times(log),
            limits: begun.limits,
            undone: undone(log)
                .into_iter()
                .map(|(place, undone)| UndoneRow {
                    source: Source::Entry(place + 2),
                    id: undone.id.clone(),
                    from: undone.from.clone(),
                    to: undone.to.clone(),
                    commits: undone.commits.clone(),
                })
                .collect(),
            culprits: culprits(log),
            numbers: numbers(runs),
            escalations,
            looks: looks(log, with_names),
            timeline,
        }
    }
}

impl TimelineRow {
    fn copy(&self) -> Self {
        Self { source: self.source, at: self.at, by: self.by.clone(), text: self.text.clone() }
    }
}

fn timeline(log: &Log, with_names: bool) -> Vec<TimelineRow> {
    let words = if with_names { event_with_names } else { event_without_names };
    let begun = &log.begun.stamp;
    let first = TimelineRow {
        source: Source::Entry(1),
        at: begun.time,
        by: writer(begun),
        text: format!("opened, severity {}", log.begun.severity.level()),
    };
    let row = |(place, entry): (usize, &crate::incident::Entry)| TimelineRow {
        source: Source::Entry(place + 2),
        at: entry.stamp.time,
        by: writer(&entry.stamp),
        text: words(&entry.event),
    };
    std::iter::once(first).chain(log.entries.iter().enumerate().map(row)).collect()
}

fn culprits(log: &Log) -> Vec<CulpritRow> {
    let entries = log.entries.iter().enumerate();
    let row = |(place, entry): (usize, &crate::incident::Entry)| match &entry.event {
        Event::Culprit { commit, why } => {
            Some(CulpritRow { source: Source::Entry(place + 2), commit: commit.clone(), why: why.clone() })
        }
        _ => None,
    };
    entries.filter_map(row).collect()
}

/// The last one of each list.
fn looks(log: &Log, with_names: bool) -> Vec<LookRow> {
    let mut rows: Vec<LookRow> = Vec::new();
    for (place, entry) in log.entries.iter().enumerate() {
        let Event::Looked(look) = &entry.event else { continue };
        rows.retain(|row| row.look.list != look.list);
        let mut look = Look::clone(look);
        if !with_names {
            look.lines.iter_mut().for_each(|line| line.by = None);
        }
        rows.push(LookRow { source: Source::Entry(place + 2), look });
    }
    rows
}
