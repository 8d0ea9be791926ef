//! `vitals incident note`, `answer` and `attest`.

use std::path::Path;

use crate::cli::arguments::{IncidentAnswer, IncidentAttest, IncidentNote};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::incident::{Attestation, Event, expect_open};
use crate::notify::alerts;
use crate::report::incident::event_words;
use crate::untrusted::redact;
use crate::user_file;

pub fn note(arguments: &IncidentNote) -> Result<Exit, CliError> {
    if let Some(file) = &arguments.from_alertmanager {
        return from_alertmanager(arguments.config.file(), file);
    }
    let text = arguments.text.clone().unwrap_or_default();
    written(
        arguments.config.file(),
        match arguments.section {
            Some(section) => Event::Answered { section, text },
            None => Event::Note { text },
        },
    )
}

pub fn answer(arguments: &IncidentAnswer) -> Result<Exit, CliError> {
    let (section, text) = (arguments.section, arguments.text.clone());
    written(arguments.config.file(), Event::Answered { section, text })
}

pub fn attest(arguments: &IncidentAttest) -> Result<Exit, CliError> {
    let until = arguments.until;
    let (question, by) = (arguments.question.clone(), arguments.by.clone());
    let attestation = Attestation { question, answer: arguments.answer, by, until };
    written(arguments.config.file(), Event::Attested(attestation))
}

/// An entry for each alert that does not stand in the journal yet.
fn from_alertmanager(configuration: Option<&Path>, file: &Path) -> Result<Exit, CliError> {
    let incident = expect_open(&expect_common(configuration)?)?;
    let read = user_file::read_to_string(file).map_err(|error| error.to_string());
    let alerts = match read.and_then(|text| alerts(&text).map_err(|error| error.to_string())) {
        Ok(alerts) => alerts,
        Err(fault) => {
            console::note(format_args!("{}: {fault}", file.display()));
            return Ok(Exit::Usage);
        }
    };
    let mut added = 0;
    incident.append_with(|log| {
        let is_there = |line: &String| {
            let is_it = |event: &Event| matches!(event, Event::Note { text } if text == line);
            log.entries.iter().any(|entry| is_it(&entry.event))
        };
        let lines = alerts.iter().map(|alert| redact(&alert.line())).filter(|line| !is_there(line));
        let events: Vec<Event> = lines.map(|text| Event::Note { text }).collect();
        added = events.len();
        Ok(events)
    })?;
    console::line(format_args!("{}  {added} of {} alerts added", incident.id, alerts.len()))?;
    Ok(Exit::Pass)
}

/// Adds the entry, and shows it as it was kept.
fn written(configuration: Option<&Path>, event: Event) -> Result<Exit, CliError> {
    let incident = expect_open(&expect_common(configuration)?)?;
    let log = incident.append(vec![event])?;
    if let Some(entry) = log.entries.last() {
        console::line(format_args!("{}  {}", incident.id, event_words(&entry.event)))?;
    }
    Ok(Exit::Pass)
}
