//! Where the wall time of a thread goes, reading by reading: to work, to the wait for a processor, to waiting of its own,
//! or to the hypervisor.
//!
//! What is neither work nor run delay is the thread's own waiting only where it gave the processor up, which the kernel
//! counts (voluntary switches, getrusage(2)). Between two readings without such a switch somebody below the thread had
//! the processor: the hypervisor, or an interrupt. The shorter the laps, the more of the stolen time is known as such.

use crate::quantity::{Nanos, NanosDelta};

/// The clocks and counters of a thread at one moment.
#[derive(Clone, Copy)]
pub struct Reading {
    /// `CLOCK_MONOTONIC`.
    pub wall: Nanos,
    /// `CLOCK_THREAD_CPUTIME_ID`.
    pub cpu: Nanos,
    /// Time ready without a processor, so far.
    pub run_delay: Nanos,
    /// How often it gave the processor up, so far.
    pub voluntary_switches: u64,
}

/// The last reading of a thread, and what was stolen from it until then.
#[derive(Default)]
pub struct Laps {
    last: Option<Reading>,
    stolen: NanosDelta,
}

impl Laps {
    /// Ends a lap: everything stolen since the first reading. It may fall by what lies between the readings of two clocks:
    /// signed, those moments cancel.
    pub fn read(&mut self, now: Reading) -> NanosDelta {
        if let Some(last) = self.last.replace(now) {
            self.stolen += stolen_between(&last, &now);
        }
        self.stolen
    }
}

fn stolen_between(last: &Reading, now: &Reading) -> NanosDelta {
    if now.voluntary_switches > last.voluntary_switches {
        return NanosDelta(0);
    }
    let passed = |clock: fn(&Reading) -> Nanos| NanosDelta(clock(now).0 as i64 - clock(last).0 as i64);
    passed(|reading| reading.wall) - passed(|reading| reading.cpu) - passed(|reading| reading.run_delay)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds of the clocks, and the count of voluntary switches.
    fn reading(wall: u64, cpu: u64, delay: u64, voluntary_switches: u64) -> Reading {
        let [wall, cpu, run_delay] = [wall, cpu, delay].map(Nanos::from_millis);
        Reading { wall, cpu, run_delay, voluntary_switches }
    }

    #[test]
    fn only_who_never_gave_the_processor_up_was_stolen_from() {
        let before = reading(100, 50, 7, 3);
        for (now, stolen) in [
            (reading(120, 70, 7, 3), 0),
            (reading(120, 58, 7, 3), 12),
            (reading(120, 58, 12, 3), 7),
            (reading(120, 58, 7, 4), 0),
            // The clocks are not read at one instant.
            (reading(120, 72, 7, 3), -2),
        ] {
            assert_eq!(stolen_between(&before, &now), NanosDelta(stolen * 1_000_000));
        }
    }

    #[test]
    fn short_laps_tell_stolen_time_from_sleep() {
        let stolen = |readings: &[Reading]| {
            let mut laps = Laps::default();
            readings.iter().map(|reading| laps.read(*reading).0 / 1_000_000).collect::<Vec<_>>()
        };
        // Stolen, asleep, stolen.
        let readings =
            [reading(0, 0, 0, 0), reading(10, 4, 0, 0), reading(40, 4, 0, 1), reading(50, 12, 0, 1)];
        assert_eq!(stolen(&readings), [0, 6, 6, 8]);
        // In one lap all of it counts as the thread's own waiting.
        assert_eq!(stolen(&[readings[0], readings[3]]), [0, 0]);
    }
}
