//! `--for CHECK`: the check as it is now, and the last commit at which it was green.

use super::planning::Planning;
use crate::cli::error::CliError;
use crate::cli::ledger;
use crate::cli::rollback_exit::RollbackExit;
use crate::git::Commit;
use crate::health::CheckReport;
use crate::report::ledger::last_known_good;
use crate::report::rollback_plan::verdict_line;
use crate::rollback::{Answer, Target};
use crate::session::{SessionError, TreeVerifier};
use crate::store::Green;
use crate::untrusted::{printable, shell_line};

/// What is meant, or why there is nothing to plan.
pub enum Found {
    /// Go there.
    Target(Target),
    /// Nothing is planned.
    Ended {
        /// The exit code.
        code: RollbackExit,
        /// Why.
        said: String,
    },
}

/// Runs the check; where it fails, looks up the last known good.
pub fn of_check(planning: &Planning<'_>, check: &str) -> Result<Found, CliError> {
    if let Err((code, said)) = failing_now(planning, check) {
        return Ok(Found::Ended { code, said });
    }
    match good_commit(planning, check)? {
        Ok(good) => Ok(Found::Target(Target::Commit { asked: format!("--for {check}"), commit: good })),
        Err(head_was_green) => {
            Ok(Found::Ended { code: RollbackExit::Refused, said: none_known(check, head_was_green) })
        }
    }
}

/// The check as it fails in the checkout; where it passes or answers nothing, how to end, and why.
pub fn failing_now(
    planning: &Planning<'_>,
    check: &str,
) -> Result<Option<CheckReport>, (RollbackExit, String)> {
    let verifier = TreeVerifier::of(planning.run, planning.checks, planning.heard);
    let (now, report) = verifier.in_checkout(check);
    let shown = printable(check);
    match now.answer {
        Answer::Red => Ok(report),
        Answer::Green => {
            Err((RollbackExit::NothingDiffers, format!("{shown} passes now: there is nothing to roll back")))
        }
        Answer::Unknown => Err((
            RollbackExit::Unknown,
            format!(
                "{shown} did not fail, it answered nothing, so nothing is planned: {}",
                verdict_line(&now)
            ),
        )),
    }
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
