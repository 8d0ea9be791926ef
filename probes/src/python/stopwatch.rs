//! The clocks and counters of the measured thread, read at the ends of stretches that may lie within one another.

use std::sync::{Mutex, PoisonError};

use super::clock::{self, Started, Usage};
use super::open_file::RunDelay;
use crate::laps::{Laps, Reading};
use crate::quantity::{Monotonic, Nanos, NanosDelta};
use crate::wire::Span;

/// Of one thread, which alone may use it.
pub struct Stopwatch {
    run_delay: RunDelay,
    last: Mutex<Last>,
}

/// What was read last.
#[derive(Default)]
struct Last {
    laps: Laps,
    /// How often the thread had no processor, and for how long it had waited for one by then.
    delayed: Option<(u64, Option<Nanos>)>,
}

/// The start of a stretch.
pub struct Mark {
    started: Started,
    usage: Option<Usage>,
    run_delay: Option<Nanos>,
    /// Until then.
    stolen: Option<NanosDelta>,
}

/// A measured stretch.
pub struct Stretch {
    /// Its times.
    pub span: Span,
    /// Page faults, minor and major.
    pub faults: Option<u64>,
    /// The thread's counters at its end.
    pub usage: Option<Usage>,
}

impl Mark {
    /// `CLOCK_MONOTONIC` at the start.
    pub fn at(&self) -> Monotonic {
        self.started.at()
    }
}

impl Stopwatch {
    /// Of the calling thread.
    pub fn of_this_thread() -> Self {
        Self { run_delay: RunDelay::of_this_thread(), last: Mutex::default() }
    }

    /// Starts a stretch. The clocks are read last, so that reading the counters is no part of it.
    pub fn start(&self) -> Mark {
        self.start_after(|_| ()).0
    }

    /// The same after something else was read, which depends on the counters.
    pub fn start_after<T>(&self, read: impl FnOnce(Option<Usage>) -> T) -> (Mark, T) {
        let (usage, run_delay) = self.counters();
        let read = read(usage);
        let started = Started::now();
        let stolen = self.lap(Reading {
            wall: started.at(),
            cpu: started.cpu(),
            run_delay,
            voluntary_switches: usage.map(|usage| usage.voluntary_switches),
        });
        (Mark { started, usage, run_delay, stolen }, read)
    }

    /// The counters, and the wait for a processor: without a switch since the last reading it is what it was then.
    fn counters(&self) -> (Option<Usage>, Option<Nanos>) {
        let usage = clock::usage_of_this_thread();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let run_delay = match (usage.map(Usage::switches), last.delayed) {
            (Some(switches), Some((then, delayed))) if switches == then => delayed,
            _ => self.run_delay.now(),
        };
        last.delayed = usage.map(|usage| (usage.switches(), run_delay));
        (usage, run_delay)
    }

    /// Ends a stretch. The clocks are read first.
    pub fn stop(&self, mark: &Mark) -> Stretch {
        let span = mark.started.elapsed();
        let (usage, run_delay) = self.counters();
        let stolen = self.lap(Reading {
            wall: mark.started.at() + span.wall,
            cpu: mark.started.cpu() + span.cpu,
            run_delay,
            voluntary_switches: usage.map(|usage| usage.voluntary_switches),
        });
        let delayed = run_delay.zip(mark.run_delay).and_then(|(now, before)| now.checked_sub(before));
        let mut span = Span { run_delay: delayed, ..span };
        let stolen = stolen.zip(mark.stolen).map(|(now, before)| now - before);
        span.stolen = stolen.map(|stolen| Nanos(stolen.0.max(0) as u64).min(span.blocked()));
        Stretch { span, faults: clock::counted(usage, mark.usage, Usage::faults), usage }
    }

    /// Everything stolen until now, as far as it is known.
    fn lap(&self, now: Reading) -> Option<NanosDelta> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).laps.read(now)
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn work_is_processor_time_and_sleep_is_waiting(_) {
            let watch = Stopwatch::of_this_thread();
            let mark = watch.start();
            std::thread::sleep(std::time::Duration::from_millis(20));
            let slept = watch.stop(&mark).span;
            assert!(slept.wall >= Nanos::from_millis(20) && slept.cpu < slept.wall, "{slept:?}");
            assert!(slept.blocked() > Nanos(0), "{slept:?}");
            let mark = watch.start();
            let from = clock::processor();
            while clock::processor().saturating_sub(from) < Nanos::from_millis(10) {}
            let worked = watch.stop(&mark).span;
            assert!(worked.cpu >= Nanos::from_millis(10), "{worked:?}");
        }
        fn a_stretch_within_another_is_no_longer_than_it(_) {
            let watch = Stopwatch::of_this_thread();
            let outer = watch.start();
            let inner = watch.start();
            let touched = std::hint::black_box(vec![1_u8; 4 << 20]);
            let (inner, outer) = (watch.stop(&inner), watch.stop(&outer));
            assert!(inner.span.wall <= outer.span.wall && inner.span.cpu <= outer.span.cpu, "{}", touched.len());
            assert!(inner.faults > Some(0) && inner.faults <= outer.faults);
        }
    }
}
