//! What waits until an incident is over: new phases, and what later runs are measured by.

use std::env;
use std::path::Path;

use super::place::common;
use crate::cli::error::CliError;
use crate::incident::{Event, Incident, IncidentError, is_open};

/// That no incident is open, or a reason is given, which is written down first.
///
/// # Errors
/// Where one is open and no reason is given, or the reason cannot be written down.
pub fn expect_thawed(what: &str, reason: Option<&str>, configuration: Option<&Path>) -> Result<(), CliError> {
    let Some(common) = common(configuration).filter(|common| is_open(common)) else { return Ok(()) };
    let Some(incident) = Incident::open_current(&common)? else { return Ok(()) };
    let Some(reason) = reason else {
        return Err(IncidentError::Frozen { what: what.to_owned(), id: incident.id }.into());
    };
    let words = ["vitals".to_owned()].into_iter().chain(env::args().skip(1)).collect();
    incident.append(vec![Event::LetThrough { words, reason: reason.to_owned() }])?;
    Ok(())
}
