//! `vitals rollback plan`.

use crate::cli::arguments::PlanArgs;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

pub fn run(_: &PlanArgs) -> Result<Exit, CliError> {
    console::note("this build of vitals has no such command yet");
    Ok(Exit::Software)
}
