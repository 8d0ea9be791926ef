//! The steps of each emergency in their order, with their shares of its clock.

use super::emergency::Emergency;
use super::step::StepName;
use crate::escalation::Scenario;
use crate::quantity::Nanos;

/// A step and its share of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub step: StepName,
    /// How long it may take.
    pub share: Nanos,
}

/// The longest until it is known whether a breach is contained.
pub const CONTAIN_WITHIN: Nanos = Nanos::from_millis(15_000);

use StepName::{
    Apply, Compare, CompareAgain, Contain, Culprit, Escalate, Evidence, Good, Open, Plan, Publish, Recover,
    See, Verify,
};

/// The steps in parts of 1,000 of the clock.
fn parts(emergency: &Emergency) -> &'static [(StepName, u64)] {
    match emergency {
        Emergency::Scenario(Scenario::GoldenPath) => {
            &[(Open, 10), (See, 250), (Plan, 350), (Apply, 200), (Verify, 190)]
        }
        Emergency::Scenario(Scenario::Isolation) => &[
            (Open, 15),
            (Contain, 125),
            (Evidence, 85),
            (See, 200),
            (Good, 15),
            (Plan, 210),
            (Apply, 175),
            (Verify, 175),
        ],
        Emergency::Scenario(Scenario::Cascade) => {
            &[(Open, 5), (See, 155), (Plan, 500), (Apply, 170), (Verify, 170)]
        }
        Emergency::Scenario(Scenario::Performance) => &[
            (Open, 5),
            (See, 130),
            (Good, 5),
            (Compare, 70),
            (Culprit, 390),
            (Plan, 130),
            (Apply, 100),
            (Verify, 100),
            (CompareAgain, 70),
        ],
        Emergency::Phase(_) => &[(Open, 10), (Plan, 400), (Apply, 300), (Verify, 290)],
    }
}

/// The steps in their order, as they are taken where each does what it is for.
pub fn course(emergency: &Emergency, clock: Nanos) -> Vec<Planned> {
    let parts = parts(emergency).iter();
    parts.map(|(step, part)| Planned { step: *step, share: share(*step, *part, clock) }).collect()
}

fn share(step: StepName, part: u64, clock: Nanos) -> Nanos {
    let share = Nanos(clock.0 / 1_000 * part);
    if step == Contain { Nanos(share.0.min(CONTAIN_WITHIN.0)) } else { share }
}

/// A step with its share; one that the course does not have, because it is taken only where something went wrong or was asked for, has
/// that of applying.
pub fn planned(emergency: &Emergency, clock: Nanos, step: StepName) -> Planned {
    let course = course(emergency, clock);
    let of = |wanted: StepName| course.iter().find(|planned| planned.step == wanted).map(|it| it.share);
    let share = of(step).or_else(|| of(if step == Escalate { Open } else { Apply })).unwrap_or(clock);
    Planned { step, share }
}

/// How long a step may take at most: its share, and what steps before it have left over.
pub fn budget(emergency: &Emergency, clock: Nanos, step: StepName, left: Nanos) -> Nanos {
    let course = course(emergency, clock);
    let later = course.iter().skip_while(|planned| planned.step != step).skip(1);
    let later: u64 = later.map(|planned| planned.share.0).sum();
    let own = planned(emergency, clock, step).share;
    // What comes only where something went wrong lends nothing.
    let lent = if matches!(step, Recover | Publish | Escalate) { 0 } else { left.0.saturating_sub(later) };
    Nanos(own.0.max(lent))
}
