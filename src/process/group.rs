//! A child's process group, its exit status in words, and the clock that it is timed by.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};

use rustix::process::Pid;
use rustix::time::{ClockId, clock_gettime};

use crate::quantity::Nanos;

/// `CLOCK_MONOTONIC`, the clock that the probes use too.
pub fn monotonic() -> Nanos {
    let now = clock_gettime(ClockId::Monotonic);
    Nanos(now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64)
}

/// The group of a child that leads one.
pub(super) fn group(child: &Child) -> Option<Pid> {
    Pid::from_raw(child.id() as i32)
}

/// An exit status in words.
pub fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => {
            let name = signal_hook::low_level::signal_name(signal)
                .map_or_else(String::new, |name| format!(" ({name})"));
            format!("signal {signal}{name}")
        }
        (None, None) => "an unknown status".to_owned(),
    }
}
