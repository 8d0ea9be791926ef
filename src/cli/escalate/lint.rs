//! `vitals escalate lint`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::shown::shown;
use crate::cli::arguments::EscalateLint;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::Project;
use crate::config::{self, Settings};
use crate::escalation::lint::{Finding, Known, lint};
use crate::user_file;

pub fn run(arguments: &EscalateLint) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let settings = config::read_target(project.file())?;
    let findings = findings(&settings);
    let text = user_file::read_to_string(project.file()).unwrap_or_default();
    let many = findings.len();
    for finding in findings {
        console::line(format_args!("{:?}", miette::Report::from(shown(finding, project.file(), &text))))?;
    }
    let policy = &settings.escalation;
    let counts = format!(
        "{} levels, {} contacts, {} rules",
        policy.levels.len(),
        policy.contacts.len(),
        policy.rules.len()
    );
    console::line(match many {
        0 => format!("{counts}: no mistake"),
        1 => format!("{counts}: 1 mistake"),
        many => format!("{counts}: {many} mistakes"),
    })?;
    Ok(if many == 0 { Exit::Pass } else { Exit::Fail })
}

/// What is wrong today.
pub fn findings(settings: &Settings) -> Vec<Finding> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let known = Known {
        receivers: settings.notify.iter().map(|receiver| receiver.name.clone()).collect(),
        checks: settings.checks.iter().map(|check| (check.name.clone(), check.critical)).collect(),
    };
    lint(&settings.escalation, &known, today)
}
