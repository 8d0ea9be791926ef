//! `vitals rollback publish`.

use super::place::place;
use super::said;
use crate::cli::arguments::PublishArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::rollback::RollbackExit;
use crate::rollback::{Site, publish};

pub fn run(arguments: &PublishArgs) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let site = Site::around(&place(arguments.place.root.as_deref(), None), &interrupt)?;
    console::line(said::published(&publish(&site, arguments.remote.as_deref())?))?;
    Ok(RollbackExit::Done.into())
}
