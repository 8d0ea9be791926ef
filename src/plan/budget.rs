//! The time that a run may take.

use std::time::{Duration, Instant};

use super::clock::{Clock, SystemClock};
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
        Self::lasting_on(&SystemClock, time)
    }

    /// From now on, by a clock.
    pub fn lasting_on(clock: &dyn Clock, time: Nanos) -> Self {
        Self { ends: clock.now().checked_add(Duration::from_nanos(time.0)), given: false }
    }

    /// The earlier of the two ends.
    pub fn within(self, other: Self) -> Self {
        Self { ends: [self.ends, other.ends].into_iter().flatten().min(), ..self }
    }

    /// Of one step, which begins now: all that is left of what the user gave, else `usual` at most.
    pub fn step(self, usual: Nanos) -> Self {
        self.step_on(&SystemClock, usual)
    }

    fn step_on(self, clock: &dyn Clock, usual: Nanos) -> Self {
        if self.given { self } else { self.within(Self::lasting_on(clock, usual)) }
    }

    /// Of the first of so many steps, which begins now: an equal part of what is left. What it does not take is the others'.
    pub fn share(self, steps: usize) -> Self {
        self.share_on(&SystemClock, steps)
    }

    fn share_on(self, clock: &dyn Clock, steps: usize) -> Self {
        let now = clock.now();
        let part = |ends: Instant| {
            ends.saturating_duration_since(now) / u32::try_from(steps.max(1)).unwrap_or(u32::MAX)
        };
        Self { ends: self.ends.map(|ends| now + part(ends)), ..self }
    }

    /// The same without so much time at its end.
    pub fn leaving(self, time: Nanos) -> Self {
        let before = |ends: Instant| ends.checked_sub(Duration::from_nanos(time.0)).unwrap_or(ends);
        Self { ends: self.ends.map(before), ..self }
    }

    /// The end itself; None for as long as it takes.
    pub fn ends(self) -> Option<Instant> {
        self.ends
    }

    /// What is left; zero when it is spent.
    pub fn left(self) -> Nanos {
        self.left_on(&SystemClock)
    }

    /// The same by a clock.
    pub fn left_on(self, clock: &dyn Clock) -> Nanos {
        let now = clock.now();
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

    use crate::plan::LogicalClock;

    const USUAL: Nanos = Nanos::from_millis(180_000);

    fn seconds(seconds: u64) -> Nanos {
        Nanos::from_millis(1_000 * seconds)
    }

    fn given(clock: &LogicalClock, time: Nanos) -> Budget {
        Budget { given: true, ..Budget::lasting_on(clock, time) }
    }

    #[test]
    fn d6_every_step_is_cut_from_the_one_budget_of_the_run() {
        let clock = LogicalClock::new();
        let run = given(&clock, seconds(10));
        // The interpreter took four seconds to answer: the rest is left for all that follows.
        clock.advance(seconds(4));
        let check = run.share_on(&clock, 2);
        assert_eq!(check.left_on(&clock), seconds(3));
        clock.advance(seconds(1));
        assert_eq!(check.step_on(&clock, USUAL).left_on(&clock), seconds(2));
        // It ended early: the second step has the time that is left, and no more.
        clock.advance(seconds(1));
        let compared = run.share_on(&clock, 1).step_on(&clock, USUAL);
        assert_eq!(compared.left_on(&clock), seconds(4));
        clock.advance(seconds(5));
        assert_eq!(compared.left_on(&clock), Nanos(0));
    }

    #[test]
    fn without_one_of_the_users_a_step_has_its_usual_time_and_the_run_as_many_of_them() {
        let clock = LogicalClock::new();
        let run = Budget::lasting_on(&clock, seconds(360));
        clock.advance(seconds(30));
        assert_eq!(run.step_on(&clock, USUAL).left_on(&clock), seconds(180));
        assert_eq!(Budget::ENDLESS.step_on(&clock, USUAL).left_on(&clock), seconds(180));
        clock.advance(seconds(180));
        assert_eq!(run.step_on(&clock, USUAL).left_on(&clock), seconds(150), "all steps together");
        assert_eq!(Budget::ENDLESS.share_on(&clock, 3), Budget::ENDLESS);
        assert!(!Budget::ENDLESS.spent());
    }

    #[test]
    fn what_is_left_at_the_end_is_for_what_comes_after() {
        let clock = LogicalClock::new();
        let run = given(&clock, seconds(60));
        let before = run.leaving(seconds(6));
        assert_eq!((before.left_on(&clock), run.left_on(&clock)), (seconds(54), seconds(60)));
        clock.advance(seconds(55));
        assert_eq!((before.left_on(&clock), run.left_on(&clock)), (Nanos(0), seconds(5)));
        assert_eq!(Budget::ENDLESS.leaving(seconds(6)), Budget::ENDLESS);
    }

    #[test]
    fn what_the_user_gives_may_be_longer_than_is_usual() {
        let given = Budget::given(Some(Nanos::from_millis(600_000)), Budget::ENDLESS);
        assert_eq!(given.step(USUAL), given);
        assert_eq!(Budget::given(None, Budget::ENDLESS), Budget::ENDLESS);
    }
}
