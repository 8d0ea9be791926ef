//! How long a child may take, and why it was ended from outside.

use std::time::{Duration, Instant};

use rustix::process::Signal;

/// Why a child was ended from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// It made no progress for too long.
    Idle,
    /// The time of the whole run is over.
    Budget,
    /// The user asked to stop.
    Interrupt,
}

/// How long a child may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeout {
    /// Without progress on the side channel.
    pub idle: Duration,
    /// At the very latest.
    pub until: Option<Instant>,
    /// It is interrupted first, as by Ctrl-C, and has time to say what it came to.
    pub interrupts: bool,
}

impl Timeout {
    /// For a child that shows no progress.
    pub fn of(idle: Duration) -> Self {
        Self { idle, until: None, interrupts: false }
    }

    /// For one that ends in order where it is interrupted, as pytest does.
    pub fn interrupting(self) -> Self {
        Self { interrupts: true, ..self }
    }

    /// How it is asked to end, and in the end made to.
    pub(super) fn signals(self) -> &'static [Signal] {
        if self.interrupts {
            &[Signal::INT, Signal::TERM, Signal::KILL]
        } else {
            &[Signal::TERM, Signal::KILL]
        }
    }

    /// The same, and no longer than until then.
    pub(super) fn within(self, ends: Option<Instant>) -> Self {
        Self { until: [self.until, ends].into_iter().flatten().min(), ..self }
    }

    /// When the child has to be ended, and why, if it shows nothing from `now` on.
    pub(super) fn end(self, now: Instant) -> (Instant, Termination) {
        let idle = now + self.idle;
        match self.until {
            Some(until) if until < idle => (until, Termination::Budget),
            _ => (idle, Termination::Idle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case D6.
    #[test]
    fn a_child_ends_with_the_run_or_for_its_own_silence_whichever_comes_first() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let child = Timeout::of(30 * second);
        assert_eq!(child.within(None).end(now), (now + 30 * second, Termination::Idle));
        assert_eq!(child.within(Some(now + second)).end(now), (now + second, Termination::Budget));
        let own = Timeout { until: Some(now + 2 * second), ..child };
        assert_eq!(own.within(Some(now + 5 * second)).end(now), (now + 2 * second, Termination::Budget));
        assert_eq!(own.within(Some(now + 40 * second)).end(now + 40 * second).0, now + 2 * second);
    }
}
