//! `vitals ledger`.

use super::arguments::{ExportFormat, Ledger, PlainFormat};
use super::conduct::listen;
use super::console;
use super::delivery::print;
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::git::Repository;
use crate::process::Interrupt;
use crate::report::ledger::{csv_ledger, human_ledger};
use crate::session::SessionError;
use crate::store::{Green, LedgerError, ledger};
use crate::untrusted::redact;

pub fn run(arguments: &Ledger) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let settings = project.target()?;
    let interrupt = listen()?;
    let repository = Repository::of(&settings.root, &interrupt).map_err(SessionError::from)?;
    let check = arguments.check.as_deref();
    let greens = of(&project, &repository, check, &interrupt)?;
    match arguments.export {
        Some(ExportFormat::Csv) => {
            let text: String = csv_ledger(&greens).split_inclusive('\n').map(redact).collect();
            console::data(text.as_bytes())?;
        }
        Some(ExportFormat::Json) => print(&greens, PlainFormat::Json, String::new)?,
        None => print(&greens, arguments.format.get(), || human_ledger(&greens, check))?,
    }
    Ok(if greens.is_empty() { Exit::Undecided } else { Exit::Pass })
}

/// The ledger of a project; empty where it has no history yet.
///
/// # Errors
/// Where the history cannot be read, or git fails.
pub fn of(
    project: &Project,
    repository: &Repository,
    check: Option<&str>,
    interrupt: &Interrupt,
) -> Result<Vec<Green>, CliError> {
    let Some(history) = project.known_history()? else { return Ok(Vec::new()) };
    ledger(&history, repository, check, interrupt).map_err(|error| match error {
        LedgerError::History(error) => error.into(),
        LedgerError::Git(error) => SessionError::from(error).into(),
    })
}
