//! Whether the clock on the wall can be believed.

use jiff::Timestamp;
use serde::Serialize;

use super::record::Log;
use super::stamp::Stamp;

/// The two clocks may differ by so much between two entries: milliseconds.
const TOLERATED: i64 = 2_000;

/// The clock on the wall was set between two entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jump {
    /// The later entry's place in the journal, from 1.
    pub entry: usize,
    /// What its clock said.
    pub time: Timestamp,
    /// By how many milliseconds the clock was put forward; less than 0 where it was put back.
    pub by_ms: i64,
    /// Whether the time since the boot says so; else the two are of different boots or machines, and the later one is earlier.
    pub is_certain: bool,
}

/// Each place where the clock jumped.
pub fn jumps(log: &Log) -> Vec<Jump> {
    let stamps: Vec<&Stamp> = log.stamps().collect();
    let jump = |(place, pair): (usize, &[&Stamp])| {
        let [before, after] = pair else { return None };
        let (by_ms, is_certain) = difference(before, after)?;
        Some(Jump { entry: place + 2, time: after.time, by_ms, is_certain })
    };
    stamps.windows(2).enumerate().filter_map(jump).collect()
}

fn difference(before: &Stamp, after: &Stamp) -> Option<(i64, bool)> {
    let wall = before.until_time(after.time);
    if before.host == after.host && before.boot == after.boot && !before.boot.is_empty() {
        let by = wall - before.until(after);
        return (by.abs() > TOLERATED).then_some((by, true));
    }
    (wall < -TOLERATED).then_some((wall, false))
}

/// Milliseconds between two entries, by steps: no clock that jumps in between counts, as far as each step is within one boot.
pub fn between(log: &Log, from: usize, to: usize) -> i64 {
    let stamps: Vec<&Stamp> = log.stamps().skip(from).take((to + 1).saturating_sub(from)).collect();
    stamps.windows(2).map(|pair| pair[0].until(pair[1]).max(0)).sum()
}
