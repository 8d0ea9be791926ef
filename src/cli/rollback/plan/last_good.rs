//! `--for CHECK`: the check as it is now, and the last commit at which it was green.

use super::planning::Planning;
use crate::cli::error::CliError;
use crate::cli::ledger;
use crate::cli::rollback_exit::RollbackExit;
use crate::report::ledger::last_known_good;
use crate::report::rollback_plan::verdict_line;
use crate::rollback::{Answer, Place, Target, Verifier};
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
    let verifier = TreeVerifier::of(planning.run, planning.checks, planning.heard);
    let now = verifier.verify(&[check.to_owned()], Place::Checkout);
    let shown = printable(check);
    let ended = |code, said| Ok(Found::Ended { code, said });
    match now.first().map(|verdict| verdict.answer) {
        Some(Answer::Green) => {
            return ended(
                RollbackExit::NothingDiffers,
                format!("{shown} passes now: there is nothing to roll back"),
            );
        }
        Some(Answer::Red) => {}
        Some(Answer::Unknown) | None => {
            let said = now.first().map(verdict_line).unwrap_or_default();
            return ended(
                RollbackExit::Unknown,
                format!("{shown} did not fail, it answered nothing, so nothing is planned: {said}"),
            );
        }
    }
    let interrupt = planning.run.interrupt;
    let greens = ledger::of(planning.project, &planning.repository, Some(check), interrupt)?;
    let head = planning.repository.commit_of_head(interrupt).map_err(SessionError::from)?;
    let in_history = |green: &&Green| green.commits_ago.is_some() && green.commit.hash != head.hash;
    let Some(good) = greens.iter().find(in_history) else {
        return ended(
            RollbackExit::Refused,
            none_known(check, greens.iter().any(|green| green.commit.hash == head.hash)),
        );
    };
    crate::cli::console::note(last_known_good(check, good));
    Ok(Found::Target(Target::Commit { asked: format!("--for {check}"), commit: good.commit.clone() }))
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
