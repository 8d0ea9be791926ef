//! `vitals incident show` and `list`.

use crate::cli::arguments::{IncidentList, IncidentShow};
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::incident::{all, find};
use crate::report::incident::{IncidentRow, LogDocument, human_incidents, human_log};

pub fn run(arguments: &IncidentShow) -> Result<Exit, CliError> {
    let common = expect_common(arguments.config.file())?;
    let log = find(&common, arguments.id.as_deref())?.read()?;
    print(&LogDocument::from(&log), arguments.format.get(), || human_log(&log))?;
    // What is not as it was written is no good answer.
    Ok(if log.damage.is_empty() { Exit::Pass } else { Exit::Fail })
}

pub fn list(arguments: &IncidentList) -> Result<Exit, CliError> {
    let found = all(&expect_common(arguments.config.file())?)?;
    let rows: Vec<IncidentRow> = found.iter().map(IncidentRow::from).collect();
    print(&rows, arguments.format.get(), || human_incidents(&rows))?;
    Ok(Exit::Pass)
}
