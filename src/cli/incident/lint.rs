//! `vitals incident lint`.

use serde::Serialize;

use crate::cli::arguments::IncidentShow;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::incident::{Missing, Section, find, unwritten};
use crate::report::incident::missing_words;

/// What is missing, as JSON.
#[derive(Serialize)]
struct Lint<'a> {
    incident: &'a str,
    missing: Vec<Section>,
}

pub fn run(arguments: &IncidentShow) -> Result<Exit, CliError> {
    let common = expect_common(arguments.config.file())?;
    let incident = find(&common, arguments.id.as_deref())?;
    let missing = unwritten(&incident.read()?);
    let lint = Lint { incident: &incident.id, missing };
    print(&lint, arguments.format.get(), || human(&lint))?;
    Ok(if lint.missing.is_empty() { Exit::Pass } else { Exit::Fail })
}

fn human(lint: &Lint<'_>) -> String {
    if lint.missing.is_empty() {
        return format!("{}: the report lacks nothing that a person has to write\n", lint.incident);
    }
    let mut text = format!("{}: {} sections are missing\n", lint.incident, lint.missing.len());
    for section in &lint.missing {
        text += &format!("  {}\n", missing_words(&Missing::Section(*section)));
    }
    text
}
