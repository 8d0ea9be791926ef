//! What each answer leads to.

use super::course::course;
use super::emergency::Emergency;
use super::outcome::Outcome;
use super::state::State;
use super::step::StepName;
use crate::escalation::Scenario;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// This step.
    Take(StepName),
    /// Nothing: it ends so.
    End(Outcome),
}

/// So many plans at most: each is made of what the one before it came to.
const PLANS: usize = 3;

use Next::{End, Take};
use StepName::{
    Apply, Compare, CompareAgain, Contain, Culprit, Evidence, Good, Open, Plan, Publish, Recover, See, Verify,
};

/// What comes after the last step that ended.
pub fn lead(emergency: &Emergency, state: &State, publishes: bool) -> Next {
    let Some((step, outcome)) = state.last() else { return Take(Open) };
    let usual = || following(emergency, step).map_or(End(Outcome::Done), Take);
    if outcome == Outcome::Interrupted {
        return End(outcome);
    }
    let isolation = emergency.scenario() == Some(Scenario::Isolation);
    let performance = emergency.scenario() == Some(Scenario::Performance);
    match (step, outcome) {
        // Whatever containment came to, the rollback ends the breach; and no evidence that cannot be kept holds it up.
        (Open, Outcome::Done) | (Contain | Evidence, _) => usual(),
        (See | Good | Compare, Outcome::Done) => usual(),
        // It may be within its limit, and slower than it was.
        (See, Outcome::NotSeen) if performance => usual(),
        // What nobody can say counts as a breach.
        (See, Outcome::Unknown | Outcome::Late | Outcome::Missing | Outcome::Broken) if isolation => usual(),
        // What no comparison can measure is over its limit, or it would not have been seen.
        (Compare, Outcome::Missing) if state.count(See, Outcome::Done) > 0 => usual(),
        // Without a culprit everything goes that came after the good commit.
        (Culprit, _) => usual(),
        (Plan, outcome) => planned(state, outcome),
        (Apply, outcome) => applied(state, outcome),
        (Recover, Outcome::Done) => Take(Verify),
        (Verify, Outcome::Done) if publishes && !performance => Take(Publish),
        (Verify, Outcome::Done) => usual(),
        // A rollback that was cut short and made whole may be one that never happened.
        (Verify, Outcome::Failed) if !state.is_applied() => again(state, Outcome::Unknown),
        // What was red beforehand is red still, though its checks were green in place: nobody knows why.
        (Verify, _) => End(Outcome::Unknown),
        (CompareAgain, Outcome::Done | Outcome::Missing) if publishes => Take(Publish),
        (CompareAgain, Outcome::Done | Outcome::Missing) => End(Outcome::Done),
        (CompareAgain, Outcome::Failed) if was_the_culprits(state) => again(state, Outcome::Unknown),
        (CompareAgain, _) => End(Outcome::Unknown),
        (_, outcome) => End(outcome),
    }
}

/// Slower by more than this is for the next level.
pub const ESCALATES: f64 = 0.15;

/// Whether somebody has to know by what a step came to: that a breach is not contained, or that it is so much slower.
pub fn escalates(step: StepName, outcome: Outcome, slower: Option<f64>) -> bool {
    match step {
        Contain => outcome != Outcome::Done,
        Compare => slower.is_some_and(|slower| slower > ESCALATES),
        _ => false,
    }
}

/// Whether somebody has to know because it ended so.
pub fn escalates_at_the_end(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Failed | Outcome::Undone | Outcome::Unknown | Outcome::Late | Outcome::Missing)
}

/// After a plan.
fn planned(state: &State, outcome: Outcome) -> Next {
    match outcome {
        Outcome::Done => Take(Apply),
        // The culprit alone does not help: everything after the good commit.
        _ if was_the_culprits(state) => again(state, outcome),
        outcome => End(outcome),
    }
}

/// After an attempt to apply.
fn applied(state: &State, outcome: Outcome) -> Next {
    match outcome {
        Outcome::Done => Take(Verify),
        Outcome::Open => Take(Recover),
        // HEAD, the configuration or a file is not as it was when the plan was made.
        Outcome::Refused if state.own().iter().filter(|own| **own == (Apply, outcome)).count() < 2 => {
            again(state, outcome)
        }
        Outcome::Undone | Outcome::Unknown if was_the_culprits(state) => again(state, outcome),
        outcome => End(outcome),
    }
}

/// Another plan, where there were not too many.
fn again(state: &State, outcome: Outcome) -> Next {
    let plans = state.own().iter().filter(|(step, _)| *step == Plan).count();
    if plans < PLANS { Take(Plan) } else { End(outcome) }
}

/// Whether what has just failed took the culprit back alone: the first failure, where one was found.
fn was_the_culprits(state: &State) -> bool {
    state.known.culprit.is_some() && state.failures() == 1
}

/// The step after this one in the course.
fn following(emergency: &Emergency, step: StepName) -> Option<StepName> {
    let course = course(emergency, emergency.clock());
    let place = course.iter().position(|planned| planned.step == step)?;
    course.get(place + 1).map(|planned| planned.step)
}

/// Where one that was stopped or killed goes on: with the step that has no end, or with the one that ended it.
pub fn resumed(emergency: &Emergency, state: &State, publishes: bool) -> Next {
    match (state.open, state.last()) {
        // Nobody knows how far it came.
        (Some(Apply | Recover), _) => Take(Recover),
        (Some(step), _) => Take(step),
        (None, last) => match (lead(emergency, state, publishes), last) {
            // What it was planned for is not there any more, or does not hold.
            (End(Outcome::Refused | Outcome::Undone | Outcome::NothingDiffers), Some((Apply, _))) => {
                Take(Plan)
            }
            (End(outcome), Some((step, _))) if !outcome.is_over() => Take(step),
            (next, _) => next,
        },
    }
}
