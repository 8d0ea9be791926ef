//! What receivers hear when an incident is over.

use std::path::Path;

use super::notice::notice;
use super::place::Place;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::notified::trouble;
use crate::config::ReceiverSettings;
use crate::escalation::{Stage, outbound};
use crate::incident::Incident;
use crate::process::Interrupt;
use crate::system_error::SystemError;
use crate::user_file;

/// The same where an incident was closed: what goes wrong is said, and changes nothing of that.
pub fn over(configuration: Option<&Path>, incident: &Incident) {
    // Without levels nobody was called.
    let Ok(place) = Place::of(configuration) else { return };
    let done = listen().map_err(CliError::from).and_then(|interrupt| sent(&place, incident, &interrupt));
    if let Err(error) = done {
        console::note(format_args!("warning: not everybody hears that it is over: {error}"));
    }
}

/// Keeps for every receiver that was called that it is over, and sends it; what cannot be sent waits for `vitals notify`.
/// A second time it only sends what waits.
///
/// # Errors
/// Where it cannot be kept.
pub fn sent(place: &Place, incident: &Incident, interrupt: &Interrupt) -> Result<(), CliError> {
    let log = incident.read()?;
    let Some((stamp, _)) = log.closed() else { return Ok(()) };
    let (known, standing) = place.stands(incident, &log, stamp.time);
    let outbox = place.project.outbox();
    let mark = incident.folder().join("resolved");
    let kept = |error: std::io::Error| CliError::Unkept(SystemError::from(error));
    if !mark.exists() {
        for outbound in outbound(place.policy(), &standing, &known.delivered) {
            let receiver = place.settings.notify.iter().find(|receiver| receiver.name == outbound.receiver);
            let notice = notice(place, &log, &standing, &outbound);
            if let (Some(receiver), Some(notice), Stage::Resolve) = (receiver, notice, outbound.stage) {
                outbox.add(&[receiver], &[notice]).map_err(kept)?;
            }
        }
        user_file::replace(&mark, b"").map_err(CliError::Unkept)?;
    }
    let receivers: Vec<&ReceiverSettings> = place.settings.notify.iter().collect();
    for delivery in outbox.send(&receivers, interrupt) {
        if let Some(line) = trouble(&delivery) {
            console::note(line);
        }
    }
    Ok(())
}
