//! The time that a run may take.

use std::time::{Duration, Instant};

use crate::quantity::Nanos;

/// When a run, or one step of it, has to end. A run has one, made when its command begins; every step's is cut from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// None for as long as it takes.
    ends: Option<Instant>,
    /// The user gave it: a step may then take all that is left.
    given: bool,
}

impl Budget {
    /// As long as it takes.
    pub const ENDLESS: Self = Self { ends: None, given: false };

    /// What the user gave, from now on; else `usual`.
    pub fn given(time: Option<Nanos>, usual: Self) -> Self {
        time.map_or(usual, |time| Self { given: true, ..Self::lasting(time) })
    }

    /// From now on.
    pub fn lasting(time: Nanos) -> Self {
        Self::lasting_from(Instant::now(), time)
    }

    fn lasting_from(now: Instant, time: Nanos) -> Self {
        Self { ends: now.checked_add(Duration::from_nanos(time.0)), given: false }
    }

    /// The earlier of the two ends.
    pub fn within(self, other: Self) -> Self {
        Self { ends: [self.ends, other.ends].into_iter().flatten().min(), ..self }
    }

    /// Of one step, which begins now: all that is left of what the user gave, else `usual` at most.
    pub fn step(self, usual: Nanos) -> Self {
        self.step_from(Instant::now(), usual)
    }

    fn step_from(self, now: Instant, usual: Nanos) -> Self {
        if self.given { self } else { self.within(Self::lasting_from(now, usual)) }
    }

    /// Of the first of so many steps, which begins now: an equal part of what is left. What it does not take is the others'.
    pub fn share(self, steps: usize) -> Self {
        self.share_from(Instant::now(), steps)
    }

    fn share_from(self, now: Instant, steps: usize) -> Self {
        let part = |ends: Instant| {
            ends.saturating_duration_since(now) / u32::try_from(steps.max(1)).unwrap_or(u32::MAX)
        };
        Self { ends: self.ends.map(|ends| now + part(ends)), ..self }
    }

    /// The end itself; None for as long as it takes.
    pub fn ends(self) -> Option<Instant> {
        self.ends
    }

    /// What is left; zero when it is spent.
    pub fn left(self) -> Nanos {
        self.left_at(Instant::now())
    }

    fn left_at(self, now: Instant) -> Nanos {
        self.ends.map_or(Nanos(u64::MAX), |ends| {
            let left = ends.saturating_duration_since(now);
            Nanos(u64::try_from(left.as_nanos()).unwrap_or(u64::MAX))
        })
    }

    /// Whether nothing is left.
    pub fn spent(self) -> bool {
        self.left() == Nanos(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const USUAL: Nanos = Nanos::from_millis(180_000);

    fn at(began: Instant, seconds: u32) -> Instant {
        began + seconds * SECOND
    }

    /// Case D6.
    #[test]
    fn every_step_is_cut_from_the_one_budget_of_the_run() {
        let began = Instant::now();
        let run = Budget { given: true, ..Budget::lasting_from(began, Nanos::from_millis(10_000)) };
        // The interpreter took four seconds to answer: the rest is left for all that follows.
        let check = run.share_from(at(began, 4), 2);
        assert_eq!(check.ends(), Some(at(began, 7)));
        assert_eq!(check.step_from(at(began, 5), USUAL).left_at(at(began, 5)), Nanos::from_millis(2_000));
        // It ended early: the second step has the time that is left, and no more.
        let compared = run.share_from(at(began, 6), 1).step_from(at(began, 6), USUAL);
        assert_eq!(compared.left_at(at(began, 6)), Nanos::from_millis(4_000));
        assert_eq!(compared.left_at(at(began, 11)), Nanos(0));
    }

    #[test]
    fn without_one_of_the_users_a_step_has_its_usual_time_and_the_run_as_many_of_them() {
        let began = Instant::now();
        let run = Budget::lasting_from(began, Nanos::from_millis(360_000));
        assert_eq!(run.step_from(at(began, 30), USUAL).ends(), Some(at(began, 210)));
        assert_eq!(run.step_from(at(began, 210), USUAL).ends(), Some(at(began, 360)), "all steps together");
        assert_eq!(Budget::ENDLESS.step_from(at(began, 30), USUAL).ends(), Some(at(began, 210)));
        assert_eq!(Budget::ENDLESS.share_from(began, 3), Budget::ENDLESS);
        assert!(!Budget::ENDLESS.spent());
    }

    #[test]
    fn what_the_user_gives_may_be_longer_than_is_usual() {
        let given = Budget::given(Some(Nanos::from_millis(600_000)), Budget::ENDLESS);
        assert_eq!(given.step(USUAL), given);
        assert_eq!(Budget::given(None, Budget::ENDLESS), Budget::ENDLESS);
    }
}
