//! Who may do what here.

use std::path::Path;

use super::error::CliError;
use super::project::Project;
use crate::config;
use crate::escalation::Operators;
use crate::incident::{around, operators as now};

/// By the open incident, else by the project's configuration.
///
/// # Errors
/// Where the configuration cannot be read.
pub fn operators(project: &Project) -> Result<Operators, CliError> {
    let settings = config::read_target(project.file())?;
    Ok(now(around(project.folder()).as_deref(), &settings.escalation))
}

/// The same for an account that may not be able to read the configuration; None where it cannot, or there is none.
pub fn operators_around(folder: &Path) -> Option<Operators> {
    let file = config::find(folder).ok()?;
    let settings = config::read_target(&file).ok()?;
    Some(now(around(folder).as_deref(), &settings.escalation))
}
