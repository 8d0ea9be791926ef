//! `vitals respond`.

mod clock;
mod dry_run;
mod heard;
mod next;
mod place;
mod run;

use super::arguments::Respond;
use super::error::CliError;
use super::exit::Exit;

pub fn run(arguments: &Respond) -> Result<Exit, CliError> {
    run::run(arguments)
}
