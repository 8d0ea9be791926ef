//! What a command of this program came to, as an outcome and what it found out.

use serde::Deserialize;

use super::super::own_program::Said;
use super::answer::Answer;
use super::asked::AskedOfResponse;
use super::{compared, seen};
use crate::git::Commit;
use crate::process::Interrupt;
use crate::report::Report;
use crate::respond::{Known, Outcome, StepName};
use crate::rollback::{Plan, Target};

/// Reads the answer of a step's command.
pub fn read(
    step: StepName,
    said: &Said,
    (asked, known, only): (&AskedOfResponse<'_>, &Known, &[String]),
    interrupt: &Interrupt,
) -> Answer {
    if said.cut_short || said.code.is_none() {
        let outcome = if interrupt.raised() { Outcome::Interrupted } else { Outcome::Late };
        return Answer::of_said(outcome, said);
    }
    let (outcome, known) = match step {
        StepName::See => {
            health(said, |document| seen::first_look(document, &asked.emergency, asked.settings))
        }
        StepName::Verify => health(said, |document| seen::second_look(document, known)),
        StepName::Good => good(said),
        StepName::Compare => comparison(said, |document| compared::first(document, known, asked.settings)),
        StepName::CompareAgain => comparison(said, |document| (compared::second(document), Known::default())),
        StepName::Culprit => culprit(said),
        StepName::Plan => plan(said),
        StepName::Apply | StepName::Recover | StepName::Publish => {
            (Outcome::of_rollback(said.code), Known::default())
        }
        // 1 is that somebody has not acknowledged yet.
        StepName::Escalate if said.code == Some(1) => (Outcome::Done, Known::default()),
        StepName::Open | StepName::Contain | StepName::Evidence | StepName::Escalate => {
            (simple(said), Known::default())
        }
    };
    // What was asked of few checks says nothing of all others.
    let passed = if only.is_empty() {
        known.passed
    } else {
        only.iter().filter(|it| known.passed.contains(it)).cloned().collect()
    };
    Answer { known: Known { passed, ..known }, ..Answer::of_said(outcome, said) }
}

fn simple(said: &Said) -> Outcome {
    match said.code {
        Some(0) => Outcome::Done,
        Some(1) => Outcome::Failed,
        _ => Outcome::Broken,
    }
}

/// Of an error of the command itself.
fn broken(said: &Said) -> (Outcome, Known) {
    let outcome = if said.code == Some(130) { Outcome::Interrupted } else { Outcome::Broken };
    (outcome, Known::default())
}

fn health(
    said: &Said,
    of: impl Fn(&crate::report::health::HealthDocument) -> (Outcome, Known),
) -> (Outcome, Known) {
    match Report::read(&said.out) {
        Ok(Report::Health(document)) => of(&document),
        _ => broken(said),
    }
}

fn comparison(
    said: &Said,
    of: impl Fn(&crate::report::comparison::ComparisonDocument) -> (Outcome, Known),
) -> (Outcome, Known) {
    match Report::read(&said.out) {
        Ok(Report::Comparison(document)) => of(&document),
        _ => broken(said),
    }
}

/// A line of the ledger.
#[derive(Deserialize)]
struct Green {
    commit: Commit,
    commits_ago: Option<usize>,
}

/// The newest commit before HEAD.
fn good(said: &Said) -> (Outcome, Known) {
    let Ok(greens) = serde_json::from_str::<Vec<Green>>(&said.out) else { return broken(said) };
    let earlier = greens.into_iter().filter(|green| green.commits_ago.is_some_and(|ago| ago > 0));
    match earlier.min_by_key(|green| green.commits_ago) {
        Some(green) => (Outcome::Done, Known { good: Some(green.commit.hash), ..Known::default() }),
        None => (Outcome::Unknown, Known::default()),
    }
}

fn culprit(said: &Said) -> (Outcome, Known) {
    let document = said.json();
    let suspects = document["suspects"].as_array().map(Vec::as_slice).unwrap_or_default();
    match (suspects, said.code) {
        ([one], Some(0)) => {
            let culprit = one["commit"]["hash"].as_str().map(str::to_owned);
            let outcome = if culprit.is_some() { Outcome::Done } else { Outcome::Broken };
            (outcome, Known { culprit, ..Known::default() })
        }
        (_, Some(2 | 4 | 8)) => (Outcome::Unknown, Known::default()),
        _ => broken(said),
    }
}

/// A plan as it is printed.
#[derive(Deserialize)]
struct Written {
    hash: String,
    plan: Plan,
}

fn plan(said: &Said) -> (Outcome, Known) {
    let outcome = Outcome::of_rollback(said.code);
    match (outcome, serde_json::from_str::<Written>(&said.out)) {
        (Outcome::Done, Ok(Written { hash, plan })) => {
            let known = Known {
                plan: Some(hash),
                needs: Some(plan.needs()),
                commits: Some(plan.commits.len()),
                partial: Some(!matches!(plan.target, Target::Commit { .. })),
                ..Known::default()
            };
            (outcome, known)
        }
        (Outcome::Done, Err(_)) => (Outcome::Broken, Known::default()),
        _ => (outcome, Known::default()),
    }
}
