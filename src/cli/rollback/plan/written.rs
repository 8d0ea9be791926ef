//! The plan's file, what is printed of it, and the next command.

use std::path::Path;

use serde::Serialize;

use super::next::next;
use crate::cli::arguments::{PlainFormat, PlanArgs};
use crate::cli::console;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::operators::operators;
use crate::cli::project::Project;
use crate::report::ladder::Rung;
use crate::report::rollback_plan::human_plan;
use crate::rollback::RollbackExit;
use crate::rollback::{Outcome, Plan, keep_plan, open_approvals, plan_place, plans_folder, read_plan};
use crate::session::SessionError;

/// A plan as its file has it.
#[derive(Serialize)]
struct Written<'a> {
    hash: &'a str,
    plan: &'a Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder: Option<&'a [Rung]>,
}

/// A ladder without a rung that is green.
#[derive(Serialize)]
struct Nothing<'a> {
    hash: Option<&'a str>,
    plan: Option<&'a Plan>,
    ladder: &'a [Rung],
}

/// Says that no rung is green.
pub fn ended_without(arguments: &PlanArgs, tried: &[Rung]) -> Result<(), CliError> {
    let nothing = Nothing { hash: None, plan: None, ladder: tried };
    print(&nothing, arguments.format.get(), || {
        "not verified: no rung of the ladder is green, so nothing is planned\n".to_owned()
    })
}

/// Writes the plan and shows it.
pub fn written(
    arguments: &PlanArgs,
    project: &Project,
    plan: &Plan,
    ladder: Option<&[Rung]>,
) -> Result<Exit, CliError> {
    let hash = plan.hash().map_err(|error| SessionError::from(std::io::Error::other(error)))?;
    let written = Written { hash: &hash, plan, ladder };
    let place = match &arguments.output {
        Some(file) => file.clone(),
        None => plan_place(project.folder(), &hash),
    };
    keep_plan(plan, &place)?;
    let shown = place.display().to_string();
    let named = if found_by_hash(&place, &hash) { hash[..12].to_owned() } else { shown.clone() };
    let next = next(plan, &named, &operators(project)?);
    let first = approval_first(plan, &hash)?;
    let exit = match plan.outcome {
        Outcome::Verified => Exit::Pass,
        Outcome::Failed => RollbackExit::Failed.into(),
        Outcome::Unknown | Outcome::NothingDiffers => RollbackExit::Unknown.into(),
    };
    print(&written, arguments.format.get(), || {
        let last = if exit == Exit::Pass {
            format!("{first}{next}\n")
        } else {
            format!("written to {shown}, which `apply` refuses\n")
        };
        human_plan(plan, &hash) + &last
    })?;
    if arguments.format.get() == PlainFormat::Json && exit == Exit::Pass {
        console::note(format_args!("{first}{next}"));
    }
    Ok(exit)
}

/// Whether `apply`, run here, finds the plan by the beginning of its hash.
fn found_by_hash(place: &Path, hash: &str) -> bool {
    let Ok(here) = std::env::current_dir() else { return false };
    let Some(folder) = plans_folder(&here) else { return false };
    let found = read_plan(&hash[..12], folder).is_ok_and(|(_, found)| found == hash);
    found && plan_place(folder, hash).canonicalize().ok() == place.canonicalize().ok()
}

/// Where history is rewritten, the folder for approvals, and who has to act first.
fn approval_first(plan: &Plan, hash: &str) -> Result<String, CliError> {
    if !plan.rewrite || plan.outcome != Outcome::Verified {
        return Ok(String::new());
    }
    open_approvals(&plan.repository)?;
    Ok(format!(
        "history is rewritten; first, by another account: vitals rollback approve {hash} --as LEVEL\n"
    ))
}
