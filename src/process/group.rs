//! A child's process group, and the clock that it is timed by.

use std::process::Child;

use rustix::process::Pid;
use rustix::time::{ClockId, clock_gettime};

use crate::quantity::Monotonic;

/// `CLOCK_MONOTONIC`, the clock that the probes use too.
pub fn monotonic() -> Monotonic {
    let now = clock_gettime(ClockId::Monotonic);
    Monotonic(now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64)
}

/// The group of a child that leads one.
pub(super) fn group(child: &Child) -> Option<Pid> {
    Pid::from_raw(child.id() as i32)
}
