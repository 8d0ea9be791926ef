//! `vitals phase`.

mod bounds;
mod list;
mod mark;
mod name;

use self::name::Bound;
use super::arguments::{Phase, PhaseAction};
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: &Phase) -> Result<Exit, CliError> {
    match &arguments.action {
        PhaseAction::Start(start) => mark::run(start, Bound::Start),
        PhaseAction::End(end) => mark::run(end, Bound::End),
        PhaseAction::List(list) => list::run(list),
    }
}
