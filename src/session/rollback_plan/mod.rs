//! A rollback's plan: what would change, what that undoes, who uses what goes, and what the checks say of the tree. It reads only.

mod commands;
mod dependents;
mod ladder;
mod target;

use std::path::PathBuf;

use jiff::Timestamp;

use self::commands::{by_hand, message, rewritten_by_hand};
use self::dependents::dependents;
pub use self::ladder::Ladder;
pub use self::target::NothingDiffers;
use self::target::{Made, made, undone};
use super::conduct::Run;
use super::error::SessionError;
use super::side::{root_of, scratch};
use crate::git::Repository;
use crate::rollback::{
    Answer, CheckVerdict, Head, Lost, Outcome, Place, Plan, SCHEMA, Target, Verifier, maker,
};
use crate::sha256::sha256;

/// What a plan is asked for.
pub struct Asked<'a> {
    /// What to go back to.
    pub target: Target,
    /// The checks that decide.
    pub checks: Vec<String>,
    /// Who runs them.
    pub verifier: &'a dyn Verifier,
    /// Checks of the live service that end it.
    pub live: Vec<String>,
    /// What runs after the move.
    pub after: Vec<Vec<String>>,
    /// What the check that it is made for has lost.
    pub lost: Option<Lost>,
    /// History is rewritten, back to the target itself.
    pub rewrite: bool,
}

/// What came of it.
#[derive(Debug)]
pub enum Planned {
    /// A plan, verified or not.
    Plan(Box<Plan>),
    /// HEAD has that tree already.
    Nothing(NothingDiffers),
    /// Later commits changed the same lines, in these files: what one commit did cannot be taken out by itself.
    Conflict(Vec<String>),
}

/// The repository around the target's root.
///
/// # Errors
/// Where there is none.
pub fn repository_of(run: Run<'_>) -> Result<Repository, SessionError> {
    Ok(Repository::of(&root_of(run.settings)?, run.interrupt)?)
}

/// Makes a plan.
///
/// # Errors
/// Where git fails, or there is no room. A check that cannot be run is no error, but unknown.
pub fn plan_rollback(run: Run<'_>, asked: Asked<'_>) -> Result<Planned, SessionError> {
    let repository = repository_of(run)?;
    let scratch = scratch(run)?;
    let interrupt = run.interrupt;
    let head = head_of(&repository, run)?;
    let objects = repository.own_objects(&scratch, interrupt)?;
    let tree = match made(&repository, &asked.target, &head.commit, &objects, interrupt)? {
        Made::Tree(tree) => tree,
        Made::Conflict(paths) => return Ok(Planned::Conflict(paths)),
    };
    let old = repository.tree_hash(&head.commit.hash, interrupt)?;
    if tree == old {
        let nothing = NothingDiffers::of(&repository, &asked.target, interrupt)?;
        return Ok(Planned::Nothing(nothing));
    }
    let paths = repository.paths_between([&old, &tree], &objects, interrupt)?;
    let commits = undone(&repository, &asked.target, &head.commit, interrupt)?;
    let dependents =
        dependents(&repository, &asked.target, (&head.commit.hash, &tree, &paths), &objects, interrupt)
            .unwrap_or_default();
    let place = Place::Tree { tree: &tree, objects: Some(objects.folder()) };
    let verdicts = asked.verifier.verify(&asked.checks, place);
    let plan = Plan {
        schema: SCHEMA.to_owned(),
        made: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        repository: repository.common_directory(interrupt)?,
        top: repository.top.clone(),
        commands: if asked.rewrite {
            rewritten_by_hand(&asked.target, &head)
        } else {
            by_hand(&asked.target, &head)
        },
        message: message(&asked.target, &commits),
        head,
        target: asked.target,
        tree,
        paths,
        commits,
        dependents,
        checks: asked.checks,
        outcome: outcome(&verdicts),
        verdicts,
        configuration: configuration(run.settings.source.clone()),
        after: asked.after,
        live: asked.live,
        rewrite: asked.rewrite,
        lost: asked.lost,
        made_by: asked.rewrite.then(|| maker(&repository, interrupt)),
    };
    Ok(Planned::Plan(Box::new(plan)))
}

/// One red is a failure; without any green nothing is verified.
fn outcome(verdicts: &[CheckVerdict]) -> Outcome {
    let any = |answer| verdicts.iter().any(|verdict| verdict.answer == answer);
    match (any(Answer::Red), any(Answer::Unknown) || verdicts.is_empty()) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Unknown,
        (false, false) => Outcome::Verified,
    }
}

/// What HEAD is.
fn head_of(repository: &Repository, run: Run<'_>) -> Result<Head, SessionError> {
    let branch = repository.head(run.interrupt)?.and_then(|now| now.branch);
    let commit = repository.commit_of_head(run.interrupt)?;
    Ok(Head { branch, commit })
}

/// SHA-256 of the configuration's file.
fn configuration(file: Option<PathBuf>) -> Option<String> {
    let bytes = crate::user_file::read(&file?).ok()?;
    Some(sha256([&bytes[..]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;

    #[test]
    fn unknown_is_never_verified() {
        let of = |answers: &[Answer]| {
            let verdicts: Vec<_> = answers
                .iter()
                .map(|answer| CheckVerdict {
                    check: "x".into(),
                    critical: false,
                    answer: *answer,
                    reasons: Vec::new(),
                    took: Nanos(0),
                })
                .collect();
            outcome(&verdicts)
        };
        assert_eq!(of(&[]), Outcome::Unknown);
        assert_eq!(of(&[Answer::Green]), Outcome::Verified);
        assert_eq!(of(&[Answer::Green, Answer::Unknown]), Outcome::Unknown);
        assert_eq!(of(&[Answer::Unknown, Answer::Red]), Outcome::Failed);
    }
}
