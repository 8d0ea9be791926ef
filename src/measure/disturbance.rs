//! What disturbed a pair of samples: marked with its reason, and kept, for the rule can bear it.

use std::fs;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::ImportSample;

use crate::quantity::Nanos;

/// A sample is disturbed where it was ready and had no processor for this part of its time.
const NO_PROCESSOR: f64 = 0.1;
/// `/proc/stat` counts in ticks of 1/100 s.
const TICK: Nanos = Nanos::from_millis(10);

/// Why a pair is less to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// The machine was busy: a sample waited for a processor.
    NoProcessor,
    /// The hypervisor gave the processor to somebody else.
    Stolen,
    /// A sample waited for pages from a disk.
    Paged,
    /// The processor slowed down for its temperature.
    Throttled,
}

/// The machine's own counters at one moment.
#[derive(Clone, Copy, Debug)]
pub struct MachineCounters {
    stolen: Nanos,
    throttled: u64,
}

impl MachineCounters {
    /// As they are now; zero where the machine does not count.
    pub fn now() -> Self {
        Self { stolen: stolen(), throttled: throttled() }
    }

    /// What happened since, in a stretch that lasted `wall`.
    pub fn since(self, wall: Nanos) -> Vec<Disturbance> {
        let now = Self::now();
        let part = now.stolen.saturating_sub(self.stolen).0 as f64 / wall.0.max(1) as f64;
        let stolen = (part > NO_PROCESSOR).then_some(Disturbance::Stolen);
        let throttled = (now.throttled > self.throttled).then_some(Disturbance::Throttled);
        stolen.into_iter().chain(throttled).collect()
    }
}

/// What the sample itself reports.
pub fn of_sample(sample: &ImportSample) -> Vec<Disturbance> {
    let wall = sample.span.wall.0 as f64;
    let much = |time: Option<Nanos>| time.is_some_and(|time| time.0 as f64 > NO_PROCESSOR * wall);
    let seen = [
        (much(sample.span.run_delay), Disturbance::NoProcessor),
        (much(sample.span.stolen), Disturbance::Stolen),
        (sample.major_faults.is_some_and(|faults| faults > 0), Disturbance::Paged),
    ];
    seen.into_iter().filter_map(|(is, disturbance)| is.then_some(disturbance)).collect()
}

/// The eighth number of the line `cpu` (proc(5)).
fn stolen() -> Nanos {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks = text.lines().next().and_then(|line| line.split_whitespace().nth(8)?.parse::<u64>().ok());
    Nanos(ticks.unwrap_or(0) * TICK.0)
}

fn throttled() -> u64 {
    let Ok(processors) = fs::read_dir("/sys/devices/system/cpu") else { return 0 };
    let count = |folder: std::path::PathBuf| {
        fs::read_to_string(folder.join("thermal_throttle/core_throttle_count"))
            .ok()?
            .trim()
            .parse::<u64>()
            .ok()
    };
    processors.filter_map(|entry| count(entry.ok()?.path())).sum()
}
