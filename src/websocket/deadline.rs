//! When something has to be over.

use std::time::{Duration, Instant};

use super::trouble::Trouble;
use crate::process::Interrupt;
use crate::quantity::Nanos;

/// One wait on a socket, after which Ctrl-C and the deadline are looked at again.
pub const SLICE: Duration = Duration::from_millis(25);

/// Long enough for whoever listens already to be noticed.
const MOMENT: Duration = Duration::from_millis(500);

/// How long something may take, and who may end it.
#[derive(Clone, Copy, Debug)]
pub struct Deadline<'a> {
    /// The end.
    pub until: Instant,
    /// The time that there was until then, for whoever reports that it was too short.
    pub within: Nanos,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
}

impl Deadline<'_> {
    /// Whether there is time left.
    ///
    /// # Errors
    /// Where it is up, or the user asked to stop.
    pub fn check(&self) -> Result<(), Trouble> {
        if self.interrupt.raised() {
            return Err(Trouble::Interrupted);
        }
        if Instant::now() >= self.until { Err(Trouble::Late { within: self.within }) } else { Ok(()) }
    }

    /// The same, with an end that comes in a moment: for a look at whether anyone is there.
    pub fn brief(self) -> Self {
        Self { until: self.until.min(Instant::now() + MOMENT), ..self }
    }

    /// One wait on a socket, which ends with the deadline.
    pub fn slice(&self) -> Duration {
        SLICE.min(self.until.saturating_duration_since(Instant::now()))
    }
}

/// The end of what takes so long from `began` on, or `until`, whichever comes first.
pub fn earlier(began: Instant, within: Nanos, until: Option<Instant>) -> Instant {
    let own = began + Duration::from_nanos(within.0);
    until.map_or(own, |until| until.min(own))
}

/// As a count of nanoseconds.
pub fn nanos(time: Duration) -> Nanos {
    Nanos(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}
