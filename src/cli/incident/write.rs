//! `vitals incident note`, `answer` and `attest`.

use crate::cli::arguments::{IncidentAnswer, IncidentAttest, IncidentNote};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::incident::{Attestation, Event, expect_open};
use crate::report::incident::event_words;

pub fn note(arguments: &IncidentNote) -> Result<Exit, CliError> {
    let text = arguments.text.clone();
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

/// Adds the entry, and shows it as it was kept.
fn written(configuration: Option<&std::path::Path>, event: Event) -> Result<Exit, CliError> {
    let incident = expect_open(&expect_common(configuration)?)?;
    let log = incident.append(vec![event])?;
    if let Some(entry) = log.entries.last() {
        console::line(format_args!("{}  {}", incident.id, event_words(&entry.event)))?;
    }
    Ok(Exit::Pass)
}
