//! `vitals rollback`.

mod plan;

use super::arguments::{Rollback, RollbackAction};
use super::console;
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: Rollback) -> Result<Exit, CliError> {
    match arguments.action {
        RollbackAction::Plan(plan) => plan::run(&plan),
        RollbackAction::Apply(_)
        | RollbackAction::Undo(_)
        | RollbackAction::Status(_)
        | RollbackAction::Recover(_)
        | RollbackAction::Publish(_) => {
            console::note("this build of vitals has no such command yet");
            Ok(Exit::Software)
        }
    }
}
