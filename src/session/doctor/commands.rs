//! Commands of the configuration that run in an emergency.

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::programs::can_start;
use crate::config::{Class, CommandLine, Settings};
use crate::doctor::Finding;

/// Commands whose program is not there, and a containment that is missing.
pub fn commands(asked: &AskedOfDoctor<'_>, settings: &Settings) -> Result<Vec<Finding>, SessionError> {
    let root = asked.root();
    let missing = |key: &str, command: &CommandLine| {
        (!can_start(command, &root))
            .then(|| Finding::NoProgram { key: key.to_owned(), program: command.program().to_owned() })
    };
    let after = settings.rollback.after.iter();
    let mut found: Vec<Finding> = after.filter_map(|command| missing("[rollback] after", command)).collect();
    let security = settings.checks.iter().filter(|check| check.class == Class::Security);
    let security: Vec<String> = security.map(|check| check.name.clone()).collect();
    match &settings.respond.contain {
        Some(command) => found.extend(missing("[respond] contain", command)),
        None if security.is_empty() => {}
        None => found.push(Finding::NoContainment { checks: security }),
    }
    Ok(found)
}
