//! What disturbed a pair of samples: marked with its reason, and kept, for the rule can bear it.

use std::fs;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::ImportSample;

use super::processors::Processors;
use crate::quantity::Nanos;

/// A sample is disturbed where it was ready and had no processor for this part of its time.
const NO_PROCESSOR: f64 = 0.1;

/// Why a pair is less to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug)]
pub struct MachineCounters {
    processors: Processors,
    throttled: Option<u64>,
    pinned: Option<u32>,
}

impl MachineCounters {
    /// As they are now; `pinned` is the processor that workers are bound to, where they are.
    pub fn now(pinned: Option<u32>) -> Self {
        Self { processors: Processors::now(pinned), throttled: throttled(), pinned }
    }

    /// What happened since. What was not counted did not disturb anything that is known.
    pub fn since(&self) -> Vec<Disturbance> {
        let now = Self::now(self.pinned);
        let stolen = now.processors.stolen_since(&self.processors).is_some_and(|part| part > NO_PROCESSOR);
        let hotter = now.throttled.zip(self.throttled).is_some_and(|(now, before)| now > before);
        let seen = [(stolen, Disturbance::Stolen), (hotter, Disturbance::Throttled)];
        seen.into_iter().filter_map(|(is, disturbance)| is.then_some(disturbance)).collect()
    }
}

/// What the sample itself reports.
pub fn of_sample(sample: &ImportSample) -> Vec<Disturbance> {
    of_delay(sample, sample.span.run_delay)
}

/// The same of one that shared its processor: what the other one worked was its turn, and disturbed nothing.
pub fn of_two_at_once(sample: &ImportSample, other: &ImportSample) -> Vec<Disturbance> {
    of_delay(sample, sample.span.run_delay.map(|delay| delay.saturating_sub(other.span.cpu)))
}

fn of_delay(sample: &ImportSample, run_delay: Option<Nanos>) -> Vec<Disturbance> {
    let wall = sample.span.wall.0 as f64;
    let much = |time: Option<Nanos>| time.is_some_and(|time| time.0 as f64 > NO_PROCESSOR * wall);
    let seen = [
        (much(run_delay), Disturbance::NoProcessor),
        (much(sample.span.stolen), Disturbance::Stolen),
        (sample.major_faults.is_some_and(|faults| faults > 0), Disturbance::Paged),
    ];
    seen.into_iter().filter_map(|(is, disturbance)| is.then_some(disturbance)).collect()
}

/// How often all processors were throttled so far; None where none of them counts it.
fn throttled() -> Option<u64> {
    let processors = fs::read_dir("/sys/devices/system/cpu").ok()?;
    let count = |folder: std::path::PathBuf| {
        fs::read_to_string(folder.join("thermal_throttle/core_throttle_count"))
            .ok()?
            .trim()
            .parse::<u64>()
            .ok()
    };
    processors.filter_map(|entry| count(entry.ok()?.path())).reduce(|sum, count| sum + count)
}

#[cfg(test)]
mod tests {
    use vitals_probes::wire::Span;

    use super::*;

    #[test]
    fn the_others_turns_disturb_nothing_and_a_third_program_does() {
        let sample = |delay: u64| {
            let [cpu, run_delay] = [30, delay].map(Nanos::from_millis);
            let span = Span { wall: cpu + run_delay, cpu, run_delay: Some(run_delay), ..Span::default() };
            ImportSample { span, ..ImportSample::default() }
        };
        assert_eq!(of_two_at_once(&sample(32), &sample(25)), []);
        assert_eq!(of_two_at_once(&sample(60), &sample(25)), [Disturbance::NoProcessor]);
        assert_eq!(of_sample(&sample(32)), [Disturbance::NoProcessor]);
    }
}
