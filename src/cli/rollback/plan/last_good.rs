//! `--for CHECK`: the check as it is now, and the last commit at which it was green.

use super::planning::Planning;
use crate::cli::error::CliError;
use crate::cli::ledger;
use crate::git::Commit;
use crate::health::CheckReport;
use crate::report::ledger::last_known_good;
use crate::report::rollback_plan::verdict_line;
use crate::rollback::RollbackExit;
use crate::rollback::{Answer, Target};
use crate::session::{BesideGood, Regression, SessionError, TreeVerifier};
use crate::store::Green;
use crate::untrusted::{printable, shell_line};
use crate::verdict::Status;

/// What is meant, or why there is nothing to plan.
pub enum Found {
    /// Go there.
    Target {
        /// What to go back to.
        target: Target,
        /// What the check has lost, where it is a probe that became worse.
        regression: Option<Box<Regression>>,
    },
    /// Nothing is planned.
    Ended(Ended),
}

/// Nothing is planned.
pub struct Ended {
    /// The exit code.
    pub code: RollbackExit,
    /// Why.
    pub said: String,
}

impl Ended {
    /// With this code, saying so.
    pub fn by(code: RollbackExit, said: String) -> Self {
        Self { code, said }
    }
}

/// A check that fails in the checkout.
pub struct Failing {
    /// With all that it names; None where nothing ran.
    pub report: Option<CheckReport>,
    /// The last known good; else whether HEAD itself was seen green.
    pub good: Result<Commit, bool>,
    /// What it has lost, where it is a probe that became worse.
    pub regression: Option<Box<Regression>>,
}

/// Runs the check; where it fails, looks up the last known good.
pub fn of_check(planning: &Planning<'_>, check: &str) -> Result<Found, CliError> {
    Ok(match failing_now(planning, check)? {
        Err(ended) => Found::Ended(ended),
        Ok(Failing { good: Err(head_was_green), .. }) => {
            Found::Ended(Ended::by(RollbackExit::Refused, none_known(check, head_was_green)))
        }
        Ok(Failing { good: Ok(commit), regression, .. }) => {
            Found::Target { target: Target::Commit { asked: format!("--for {check}"), commit }, regression }
        }
    })
}

/// The check as it fails in the checkout; where it passes or answers nothing, how to end.
pub fn failing_now(planning: &Planning<'_>, check: &str) -> Result<Result<Failing, Ended>, CliError> {
    let verifier = TreeVerifier::of(planning.run, planning.checks, planning.heard);
    let (now, mut report) = verifier.in_checkout(check);
    let shown = printable(check);
    let ended = |code, said| Ok(Err(Ended::by(code, said)));
    let passes =
        || ended(RollbackExit::NothingDiffers, format!("{shown} passes now: there is nothing to roll back"));
    let is_green = now.answer == Answer::Green;
    match now.answer {
        Answer::Unknown => {
            let said = format!(
                "{shown} did not fail, it answered nothing, so nothing is planned: {}",
                verdict_line(&now)
            );
            let next = match report.is_some_and(|report| report.outcome.verdict.status == Status::Vacuous) {
                true => when_it_judged(planning, check)?,
                false => String::new(),
            };
            return ended(RollbackExit::Unknown, said + &next);
        }
        Answer::Green if planning.comparable(check).is_none() => return passes(),
        Answer::Green | Answer::Red => {}
    }
    let good = good_commit(planning, check)?;
    // What raises has lost more than time.
    let has_measured = report.as_ref().and_then(|report| report.outcome.measured.as_ref());
    let has_measured = has_measured.is_some_and(|probe| probe.measured.failures().is_empty());
    let known = good.as_ref().ok().filter(|_| has_measured);
    let beside = known.map(|good| planning.beside(check, good)).transpose()?.flatten();
    let regression = match beside {
        Some(BesideGood::Worse(regression)) => {
            if let Some(report) = report.as_mut().filter(|_| is_green) {
                report.outcome.verdict = regression.verdict.clone();
            }
            Some(regression)
        }
        Some(BesideGood::NoWorse) if is_green => return passes(),
        None if is_green => return passes(),
        Some(BesideGood::NoWorse) => {
            let said =
                "is over its limit, and no worse than at the last known good: a rollback would not help";
            return ended(RollbackExit::Refused, format!("{shown} {said}"));
        }
        Some(BesideGood::Unknown(why)) => {
            let said =
                "whether it is worse than at the last known good is not decided, so nothing is planned";
            return ended(RollbackExit::Unknown, format!("{shown}: {said}: {}", printable(&why.join("; "))));
        }
        None => None,
    };
    Ok(Ok(Failing { report, good, regression }))
}

/// A check that judges nothing has not failed: whether the last commit at which it judged is one to go back to is for a person to say.
fn when_it_judged(planning: &Planning<'_>, check: &str) -> Result<String, CliError> {
    let Ok(good) = good_commit(planning, check)? else { return Ok(String::new()) };
    let plan = shell_line(["vitals", "rollback", "plan", good.short(), "--check", check]);
    Ok(format!("\nit judges nothing any more, and did at {}\nnext: {plan}", good.short()))
}

/// The last known good in HEAD's history; else whether HEAD itself was seen green.
pub fn good_commit(planning: &Planning<'_>, check: &str) -> Result<Result<Commit, bool>, CliError> {
    let interrupt = planning.run.interrupt;
    let greens = ledger::of(planning.project, &planning.repository, Some(check), interrupt)?;
    let head = planning.repository.commit_of_head(interrupt).map_err(SessionError::from)?;
    let in_history = |green: &&Green| green.commits_ago.is_some() && green.commit.hash != head.hash;
    let Some(good) = greens.iter().find(in_history) else {
        return Ok(Err(greens.iter().any(|green| green.commit.hash == head.hash)));
    };
    crate::cli::console::note(last_known_good(check, good));
    Ok(Ok(good.commit.clone()))
}

fn none_known(check: &str, head_was_green: bool) -> String {
    let bisect = shell_line(["vitals", "bisect", "GOOD", "HEAD", "--check", check]);
    let why = if head_was_green {
        "was seen green at HEAD alone: what changed is not in a commit (the environment, a service, untracked files)".to_owned()
    } else {
        "was never seen green in HEAD's history by this ledger".to_owned()
    };
    format!(
        "{} {why}\nname a target: `vitals rollback plan REVISION --check ...`, or search: `{bisect}`; `vitals health` on a clean checkout that passes fills the ledger",
        printable(check)
    )
}
