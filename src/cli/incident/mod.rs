//! `vitals incident`.

mod close;
mod evidence;
mod lint;
mod look;
mod measured;
mod open;
mod report;
mod show;
mod write;

#[cfg(test)]
mod exit_tests;

use super::arguments::{Incident, IncidentAction};
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: &Incident) -> Result<Exit, CliError> {
    match &arguments.action {
        IncidentAction::Open(open) => open::run(open),
        IncidentAction::Note(note) => write::note(note),
        IncidentAction::Answer(answer) => write::answer(answer),
        IncidentAction::Attest(attest) => write::attest(attest),
        IncidentAction::Evidence(arguments) => evidence::run(arguments),
        IncidentAction::Checklist(look) => look::checklist(look),
        IncidentAction::ValidateRecovery(look) => look::recovery(look),
        IncidentAction::Report(report) => report::run(report),
        IncidentAction::Show(show) => show::run(show),
        IncidentAction::List(list) => show::list(list),
        IncidentAction::Lint(lint) => lint::run(lint),
        IncidentAction::Close(close) => close::run(close),
    }
}
