//! The clocks and counters of the measured thread, read at the ends of stretches that may lie within one another.

use std::sync::{Mutex, PoisonError};

use super::clock::{self, Started, Usage};
use super::procfs::RunDelay;
use crate::laps::{Laps, Reading};
use crate::quantity::{Nanos, NanosDelta};
use crate::wire::Span;

/// Of one thread, which alone may use it.
pub struct Stopwatch {
    run_delay: RunDelay,
    laps: Mutex<Laps>,
}

/// The start of a stretch.
pub struct Mark {
    started: Started,
    usage: Usage,
    run_delay: Nanos,
    /// Until then.
    stolen: NanosDelta,
}

/// A measured stretch.
pub struct Stretch {
    /// Its times.
    pub span: Span,
    /// Page faults, minor and major.
    pub faults: u64,
}

impl Mark {
    /// `CLOCK_MONOTONIC` at the start.
    pub fn at(&self) -> Nanos {
        self.started.at()
    }
}

impl Stopwatch {
    /// Of the calling thread.
    pub fn of_this_thread() -> Self {
        Self { run_delay: RunDelay::of_this_thread(), laps: Mutex::default() }
    }

    /// Starts a stretch. The clocks are read last, so that reading the counters is no part of it.
    pub fn start(&self) -> Mark {
        let run_delay = self.run_delay.now();
        let usage = clock::usage_of_this_thread();
        let started = Started::now();
        let stolen = self.lap(Reading {
            wall: started.at(),
            cpu: started.cpu(),
            run_delay,
            voluntary_switches: usage.voluntary_switches,
        });
        Mark { started, usage, run_delay, stolen }
    }

    /// Ends a stretch. The clocks are read first.
    pub fn stop(&self, mark: &Mark) -> Stretch {
        let span = mark.started.elapsed();
        let usage = clock::usage_of_this_thread();
        let run_delay = self.run_delay.now();
        let stolen = self.lap(Reading {
            wall: mark.started.at() + span.wall,
            cpu: mark.started.cpu() + span.cpu,
            run_delay,
            voluntary_switches: usage.voluntary_switches,
        });
        let mut span = Span { run_delay: run_delay.saturating_sub(mark.run_delay), ..span };
        let stolen = stolen - mark.stolen;
        span.stolen = Nanos(stolen.0.max(0) as u64).min(span.blocked());
        Stretch { span, faults: usage.faults() - mark.usage.faults() }
    }

    /// Everything stolen until now.
    fn lap(&self, now: Reading) -> NanosDelta {
        self.laps.lock().unwrap_or_else(PoisonError::into_inner).read(now)
    }
}
