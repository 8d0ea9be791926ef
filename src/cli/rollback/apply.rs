//! `vitals rollback apply`.

use std::env;
use std::path::Path;

use super::in_place::InPlace;
use super::place::place;
use super::said;
use crate::cli::arguments::ApplyArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::operators::operators;
use crate::cli::project::Project;
use crate::rollback::RollbackExit;
use crate::rollback::{By, End, Plan, Site, apply, expect_appliable, plans_folder, publish, read_plan};
use crate::untrusted::shell_line;

pub fn run(arguments: &ApplyArgs) -> Result<Exit, CliError> {
    let here = env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
    let (plan, hash) = read(&arguments.plan, &here)?;
    let interrupt = listen()?;
    let root = place(arguments.run_args.root.as_deref(), arguments.config.file());
    let site = Site::around(&root, &interrupt)?;
    let project = Project::find(arguments.config.file())?;
    let configuration = Some(project.file());
    let operators = operators(&project)?;
    if !arguments.yes {
        expect_appliable(&site, &plan, configuration)?;
        let words = ["vitals", "rollback", "apply", &arguments.plan];
        let as_level = arguments.acting.level.iter().flat_map(|level| ["--as", level.as_str()]);
        let again = shell_line(words.into_iter().chain(as_level));
        console::line(said::preview((&plan, &hash), &operators, &again))?;
        return Ok(RollbackExit::Refused.into());
    }
    let verifier = InPlace::of(&project, &arguments.run_args, &interrupt)?;
    let by = By { operators: &operators, level: arguments.acting.level.as_deref() };
    let done = apply(&site, (&plan, &hash), (configuration, by), &verifier)?;
    console::line(said::done(&done))?;
    if let (End::Done, Some(remote)) = (done.end, &arguments.acting.publish) {
        console::line(said::published(&publish(&site, Some(remote))?))?;
    }
    Ok(RollbackExit::of_done(&done).into())
}

/// The plan of a file, or of the first `.vitals/plans` from here upwards.
pub fn read(named: &str, here: &Path) -> Result<(Plan, String), CliError> {
    Ok(read_plan(named, plans_folder(here).unwrap_or(Path::new(".")))?)
}
