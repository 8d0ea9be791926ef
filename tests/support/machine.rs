//! What was taken from this machine while a test ran: by that alone a test may expect less of a measurement.

use std::fs;
use std::io::Write;

/// A part of the processors' time: from here on a machine is not calm.
const MUCH: f64 = 0.02;

/// The processors' time at one moment, in ticks.
pub struct Machine {
    all: u64,
    stolen: u64,
}

impl Machine {
    /// As it is now.
    pub fn now() -> Self {
        let text = fs::read_to_string("/proc/stat").expect("Linux has it");
        let first = text.lines().next().unwrap_or_default();
        let ticks: Vec<u64> = first.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
        // The ninth and tenth, of guests, are in the first two (proc(5)).
        Self { all: ticks.iter().take(8).sum(), stolen: ticks.get(7).copied().unwrap_or(0) }
    }

    /// Whether the hypervisor took next to nothing since.
    pub fn was_calm(&self) -> bool {
        let now = Self::now();
        // A counter of the kernel's may fall a little.
        let since = |now: u64, then: u64| now.saturating_sub(then) as f64;
        let stolen = since(now.stolen, self.stolen) / since(now.all, self.all).max(1.0);
        if stolen >= MUCH {
            let _ = writeln!(
                std::io::stderr(),
                "the hypervisor took {:.0} % of this test's time: less is expected",
                100.0 * stolen
            );
        }
        stolen < MUCH
    }
}
