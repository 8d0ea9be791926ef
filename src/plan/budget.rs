//! The time that a run may take.

use std::time::{Duration, Instant};

use crate::quantity::Nanos;

/// When a run, or one probe of it, has to end.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    ends: Instant,
}

impl Budget {
    /// From now on.
    pub fn lasting(time: Nanos) -> Self {
        Self { ends: Instant::now() + Duration::from_nanos(time.0) }
    }

    /// The earlier of the two ends.
    pub fn within(self, other: Option<Self>) -> Self {
        Self { ends: other.map_or(self.ends, |other| self.ends.min(other.ends)) }
    }

    /// The end itself.
    pub fn ends(self) -> Instant {
        self.ends
    }

    /// What is left; zero when it is spent.
    pub fn left(self) -> Nanos {
        let left = self.ends.saturating_duration_since(Instant::now());
        Nanos(u64::try_from(left.as_nanos()).unwrap_or(u64::MAX))
    }

    /// Whether nothing is left.
    pub fn spent(self) -> bool {
        self.left() == Nanos(0)
    }
}
