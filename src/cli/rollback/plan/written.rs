//! The plan's file, what is printed of it, and the next command.

use serde::Serialize;

use crate::cli::arguments::{PlainFormat, PlanArgs};
use crate::cli::console;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::Project;
use crate::cli::rollback_exit::RollbackExit;
use crate::report::ladder::Rung;
use crate::report::rollback_plan::human_plan;
use crate::rollback::{Outcome, Plan, keep_plan, plan_place};
use crate::session::SessionError;
use crate::untrusted::shell_line;

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
    let next = shell_line(["vitals", "rollback", "apply", &shown, "--yes"]);
    let exit = match plan.outcome {
        Outcome::Verified => Exit::Pass,
        Outcome::Failed => RollbackExit::Failed.into(),
        Outcome::Unknown | Outcome::NothingDiffers => RollbackExit::Unknown.into(),
    };
    print(&written, arguments.format.get(), || {
        let last = if exit == Exit::Pass {
            format!("next: {next}\n")
        } else {
            format!("written to {shown}, which `apply` refuses\n")
        };
        human_plan(plan, &hash) + &last
    })?;
    if arguments.format.get() == PlainFormat::Json && exit == Exit::Pass {
        console::note(format_args!("next: {next}"));
    }
    Ok(exit)
}
