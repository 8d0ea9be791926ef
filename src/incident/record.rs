//! The records of an incident's journal, in the order in which they come.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::detection::Detection;
use super::event::{Attestation, Closing, Event};
use super::section::Section;
use super::severity::{Limits, Severity};
use super::stamp::Stamp;
use crate::escalation::{Answer, Operators, Scenario};
use crate::git::Commit;
use crate::journal::Damage;

/// The schema of a journal.
pub const SCHEMA: &str = "vitals-incident-journal/1";

/// A line of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The first.
    Begun(Box<Begun>),
    /// All others.
    Entry(Box<Entry>),
}

/// The first record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    /// [`SCHEMA`].
    pub schema: String,
    /// Its identity: when, and the name.
    pub id: String,
    /// As it is called.
    pub name: String,
    /// When it was opened, and by whom.
    pub stamp: Stamp,
    /// How bad it is.
    pub severity: Severity,
    /// What kind of emergency it is, where that was said.
    pub scenario: Option<Scenario>,
    /// What happened, where that was said.
    pub summary: Option<String>,
    /// What times it has.
    pub limits: Limits,
    /// The first failing run after the last green one; None where the history has none.
    pub detection: Option<Detection>,
    /// The configuration; None where there was none.
    pub configuration: Option<Pinned>,
    /// HEAD's commit; None where there is none.
    pub head: Option<Commit>,
    /// Who may do what, whatever the configuration says later; None where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operators: Option<Operators>,
}

/// A file as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Where.
    pub path: PathBuf,
    /// SHA-256 of what is in it; None where it could not be read.
    pub sha256: Option<String>,
}

/// A record after the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When, where and by whom.
    pub stamp: Stamp,
    /// What.
    pub event: Event,
}

/// All that can be read of a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// The first record.
    pub begun: Begun,
    /// All after it.
    pub entries: Vec<Entry>,
    /// Lines that are not as they were written.
    pub damage: Vec<Damage>,
    /// The last line was cut off: it had no effect yet.
    pub cut_off: bool,
}

impl Log {
    /// Of records; None without the first.
    pub(super) fn of(records: &[Record], damage: Vec<Damage>, cut_off: bool) -> Option<Self> {
        let Some(Record::Begun(begun)) = records.first() else { return None };
        let entries = records.iter().filter_map(|record| match record {
            Record::Entry(entry) => Some((**entry).clone()),
            Record::Begun(_) => None,
        });
        Some(Self { begun: (**begun).clone(), entries: entries.collect(), damage, cut_off })
    }

    /// The stamps of all records, the first one's first.
    pub fn stamps(&self) -> impl Iterator<Item = &Stamp> {
        std::iter::once(&self.begun.stamp).chain(self.entries.iter().map(|entry| &entry.stamp))
    }

    /// How it was closed, and when; None where it is open.
    pub fn closed(&self) -> Option<(&Stamp, &Closing)> {
        self.entries.iter().find_map(|entry| match &entry.event {
            Event::Closed(closing) => Some((&entry.stamp, closing)),
            _ => None,
        })
    }

    /// What a person wrote of a section, last.
    pub fn answer(&self, section: Section) -> Option<(&Stamp, &str)> {
        self.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Answered { section: of, text } if *of == section => Some((&entry.stamp, text.as_str())),
            _ => None,
        })
    }

    /// The last that was attested of a question.
    pub fn attested(&self, question: &str) -> Option<(&Stamp, &Attestation)> {
        self.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Attested(attestation) if attestation.question == question => {
                Some((&entry.stamp, attestation))
            }
            _ => None,
        })
    }

    /// Whether a question was answered with yes, and that counts at this time.
    pub fn holds(&self, question: &str, now: jiff::Timestamp) -> bool {
        self.attested(question).is_some_and(|(_, attestation)| {
            attestation.answer == Answer::Yes && attestation.until.is_none_or(|until| now < until)
        })
    }

    /// The configuration's hash as it was last written down.
    pub fn configuration(&self) -> Option<&str> {
        let changed = self.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Configuration { to, .. } => Some(to.as_deref()),
            _ => None,
        });
        changed.unwrap_or_else(|| self.begun.configuration.as_ref()?.sha256.as_deref())
    }
}
