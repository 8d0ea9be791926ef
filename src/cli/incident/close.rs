//! `vitals incident close`.

use jiff::Timestamp;

use crate::cli::arguments::IncidentClose;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::escalate::over;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::incident::{Closing, Missing, expect_open, missing};
use crate::report::incident::missing_words;

pub fn run(arguments: &IncidentClose) -> Result<Exit, CliError> {
    let incident = expect_open(&expect_common(arguments.config.file())?)?;
    let lacking = missing(&incident.read()?, Timestamp::now());
    if !lacking.is_empty() && arguments.anyway.is_none() {
        console::line(format_args!("{} stays open; missing:", incident.id))?;
        for missing in &lacking {
            console::line(format_args!("  {}", missing_words(missing)))?;
        }
        return Ok(Exit::Fail);
    }
    let log = incident.close(|log| {
        let lacking = missing(log, Timestamp::now());
        let in_spite = arguments.anyway.clone().filter(|_| !lacking.is_empty());
        Ok(Closing { in_spite, missing: lacking.iter().map(name).collect() })
    })?;
    over(arguments.config.file(), &incident);
    let entries = log.entries.len() + 1;
    console::line(format_args!("{} is closed, with {entries} entries", incident.id))?;
    console::line(format_args!("next: vitals incident report {}", incident.id))?;
    Ok(Exit::Pass)
}

/// In a word, as it is kept.
fn name(missing: &Missing) -> String {
    match missing {
        Missing::Section(section) => section.word().to_owned(),
        Missing::Checklist => "checklist".to_owned(),
        Missing::Attestation(question) => (*question).to_owned(),
    }
}
