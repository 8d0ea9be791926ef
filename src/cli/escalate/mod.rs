//! `vitals escalate`.

mod init;
mod lint;
mod shown;

use super::arguments::{Escalate, EscalateAction};
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: &Escalate) -> Result<Exit, CliError> {
    match &arguments.action {
        EscalateAction::Lint(lint) => lint::run(lint),
        EscalateAction::Init(init) => init::run(init),
    }
}
