//! All incidents of a repository.

use jiff::Timestamp;
use serde::Serialize;

use super::words::moment;
use crate::incident::Found;
use crate::report::table::Rows;
use crate::report::terminal::{DIM, line, plain_table};
use crate::untrusted::printable;

/// An incident in a list.
#[derive(Serialize)]
pub struct IncidentRow {
    /// Its identity.
    pub id: String,
    /// 1 to 4; None where it cannot be read.
    pub severity: Option<u8>,
    /// `golden-path`, …
    pub scenario: Option<&'static str>,
    /// When it was opened.
    pub opened: Option<Timestamp>,
    /// When it was closed; None where it is open.
    pub closed: Option<Timestamp>,
    /// How many entries it has.
    pub entries: usize,
    /// Why it cannot be read, or which lines are damaged.
    pub fault: Option<String>,
}

impl From<&Found> for IncidentRow {
    fn from(found: &Found) -> Self {
        let id = found.incident.id.clone();
        let log = match &found.log {
            Ok(log) => log,
            Err(error) => {
                let fault = Some(error.to_string());
                let (severity, scenario, opened, closed) = (None, None, None, None);
                return Self { id, severity, scenario, opened, closed, entries: 0, fault };
            }
        };
        Self {
            id,
            severity: Some(log.begun.severity.level()),
            scenario: log.begun.scenario.map(|scenario| scenario.word()),
            opened: Some(log.begun.stamp.time),
            closed: log.closed().map(|(stamp, _)| stamp.time),
            entries: log.entries.len() + 1,
            fault: log.damage.first().map(ToString::to_string),
        }
    }
}

/// The same for a person.
pub fn human_incidents(rows: &[IncidentRow]) -> String {
    let mut text = String::new();
    if rows.is_empty() {
        line(&mut text, "no incident yet");
        return text;
    }
    let mut table = Rows::of(&["incident", "severity", "opened", "closed", "entries", ""]);
    for row in rows {
        let closed = match (row.closed, row.opened) {
            (Some(closed), _) => moment(closed),
            (None, Some(_)) => "OPEN".to_owned(),
            (None, None) => "?".to_owned(),
        };
        table.add([
            printable(&row.id),
            row.severity.map_or("?".to_owned(), |severity| severity.to_string()),
            row.opened.map_or("?".to_owned(), moment),
            closed,
            row.entries.to_string(),
            row.fault.as_deref().map(printable).unwrap_or_default(),
        ]);
    }
    plain_table(&mut text, &table, "", DIM);
    text
}
