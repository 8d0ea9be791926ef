//! What time it is: the machine's, or one that a test sets.

use std::time::Instant;

/// Says what time it is.
pub trait Clock: Sync {
    /// The present moment, by this clock.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// A clock that only a test moves on.
#[cfg(test)]
#[derive(Debug)]
pub struct LogicalClock {
    began: Instant,
    passed: std::sync::atomic::AtomicU64,
}

#[cfg(test)]
impl Default for LogicalClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
impl LogicalClock {
    /// At its beginning.
    pub fn new() -> Self {
        Self { began: Instant::now(), passed: std::sync::atomic::AtomicU64::new(0) }
    }

    /// So much later.
    pub fn advance(&self, by: crate::quantity::Nanos) {
        self.passed.fetch_add(by.0, std::sync::atomic::Ordering::Relaxed);
    }

    /// Since its beginning.
    pub fn passed(&self) -> crate::quantity::Nanos {
        crate::quantity::Nanos(self.passed.load(std::sync::atomic::Ordering::Relaxed))
    }
}

#[cfg(test)]
impl Clock for LogicalClock {
    fn now(&self) -> Instant {
        self.began + std::time::Duration::from_nanos(self.passed().0)
    }
}
