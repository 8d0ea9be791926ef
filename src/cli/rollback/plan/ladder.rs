//! `--ladder`: the smallest change that brings the check back, each one verified in its turn.

use super::last_good::{Ended, failing_now};
use super::phase::phase_starts;
use super::planning::Planning;
use super::written::{ended_without, written};
use crate::cli::arguments::{PlainFormat, PlanArgs};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::report::ladder::{NoRung, Rung, human_rung};
use crate::rollback::RollbackExit;
use crate::rollback::{Outcome, Plan, Target};
use crate::session::{Ladder, Planned, Regression, SessionError, TreeVerifier, faults};

/// Tries the rungs for a check that fails; the first that is green is the plan.
pub fn climb(planning: &Planning<'_>, arguments: &PlanArgs, check: &str) -> Result<Exit, CliError> {
    let failing = match failing_now(planning, check)? {
        Ok(failing) => failing,
        Err(Ended { code, said }) => {
            console::line(said)?;
            return Ok(code.into());
        }
    };
    let regression = failing.regression.as_deref();
    let interrupt = planning.run.interrupt;
    let head = planning.repository.commit_of_head(interrupt).map_err(SessionError::from)?;
    let ladder = Ladder {
        repository: &planning.repository,
        head: &head,
        asked: format!("--for {check} --ladder"),
        good: failing.good.ok(),
        phases: phase_starts(planning)?,
    };
    let found = failing.report.map(|report| faults(planning.run, &report)).transpose()?.unwrap_or_default();
    let mut tried: Vec<Rung> = Vec::new();
    for mut rung in ladder.rungs(&found, interrupt)? {
        if interrupt.raised() {
            return Ok(RollbackExit::Interrupted.into());
        }
        let target = rung.target.clone().filter(|_| rung.not_made.is_none());
        let plan = match target {
            Some(target) => planning.verified(arguments, (target, regression), &mut rung)?,
            None => None,
        };
        say(arguments, &rung)?;
        tried.push(rung);
        if let Some(plan) = plan {
            return written(arguments, planning.project, &plan, Some(&tried));
        }
    }
    ended_without(arguments, &tried)?;
    Ok(code(&tried).into())
}

/// As it ends; a document is whole or nothing.
fn say(arguments: &PlanArgs, rung: &Rung) -> Result<(), CliError> {
    let text = human_rung(rung);
    match arguments.format.get() {
        PlainFormat::Human => console::line(text.trim_end())?,
        PlainFormat::Json => console::note(text.trim_end()),
    }
    Ok(())
}

/// What none that is green comes to.
fn code(tried: &[Rung]) -> RollbackExit {
    let any = |outcome| tried.iter().any(|rung| rung.outcome == Some(outcome));
    if any(Outcome::Failed) {
        RollbackExit::Failed
    } else if any(Outcome::Unknown) {
        RollbackExit::Unknown
    } else {
        RollbackExit::Refused
    }
}

impl Planning<'_> {
    /// The plan of a rung, where every check is green on its tree; what the checks said goes to the rung.
    fn verified(
        &self,
        arguments: &PlanArgs,
        (target, regression): (Target, Option<&Regression>),
        rung: &mut Rung,
    ) -> Result<Option<Plan>, CliError> {
        let verifier = TreeVerifier::of(self.run, self.checks, self.heard).until_red().against(regression);
        match self.planned(arguments, (target, regression), &verifier)? {
            Planned::Plan(plan) => {
                rung.verdicts.clone_from(&plan.verdicts);
                rung.outcome = Some(plan.outcome);
                return Ok(Some(*plan).filter(|plan| plan.outcome == Outcome::Verified));
            }
            Planned::Nothing(_) => rung.not_made = Some(NoRung::NothingDiffers),
            Planned::Conflict(paths) => rung.not_made = Some(NoRung::Conflict { paths }),
        }
        Ok(None)
    }
}
