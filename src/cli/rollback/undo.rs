//! `vitals rollback undo`.

use super::place::place;
use super::said;
use crate::cli::arguments::UndoArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::rollback::RollbackExit;
use crate::rollback::{CheckVerdict, Place, Site, Verifier, undo};

/// An undo goes where the files were before: nothing is asked of it.
struct Nobody;

impl Verifier for Nobody {
    fn verify(&self, _: &[String], _: Place<'_>) -> Vec<CheckVerdict> {
        Vec::new()
    }
}

pub fn run(arguments: &UndoArgs) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let site = Site::around(&place(arguments.place.root.as_deref(), None), &interrupt)?;
    let done = undo(&site, arguments.id.as_deref(), &Nobody)?;
    console::line(said::done(&done))?;
    Ok(RollbackExit::of_done(&done).into())
}
