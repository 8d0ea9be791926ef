//! `vitals rollback`.

mod apply;
mod approve;
mod in_place;
mod place;
mod plan;
mod publish;
mod recover;
mod said;
mod status;
mod undo;

use super::arguments::{Rollback, RollbackAction};
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: Rollback) -> Result<Exit, CliError> {
    match arguments.action {
        RollbackAction::Plan(plan) => plan::run(&plan),
        RollbackAction::Apply(apply) => apply::run(&apply),
        RollbackAction::Undo(undo) => undo::run(&undo),
        RollbackAction::Approve(approve) => approve::run(&approve),
        RollbackAction::Status(status) => status::run(&status),
        RollbackAction::Recover(recover) => recover::run(&recover),
        RollbackAction::Publish(publish) => publish::run(&publish),
    }
}
