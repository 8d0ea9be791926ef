//! Where the wall time of a thread goes, reading by reading: to work, to the wait for a processor, to waiting of its own,
//! or to the hypervisor.
//!
//! What is neither work nor run delay is the thread's own waiting only where it gave the processor up, which the kernel
//! counts (voluntary switches, getrusage(2)). Between two readings without such a switch somebody below the thread had
//! the processor: the hypervisor, or an interrupt. The shorter the laps, the more of the stolen time is known as such.

use crate::quantity::{Monotonic, Nanos, NanosDelta};

/// The clocks and counters of a thread at one moment.
#[derive(Clone, Copy)]
pub struct Reading {
    /// `CLOCK_MONOTONIC`.
    pub wall: Monotonic,
    /// `CLOCK_THREAD_CPUTIME_ID`.
    pub cpu: Nanos,
    /// Time ready without a processor, so far; None where it was not read.
    pub run_delay: Option<Nanos>,
    /// How often it gave the processor up, so far; None where it was not read.
    pub voluntary_switches: Option<u64>,
}

/// The last reading of a thread, and what was stolen from it until then.
pub struct Laps {
    last: Option<Reading>,
    /// None from the first lap on of which something was not read.
    stolen: Option<NanosDelta>,
}

impl Default for Laps {
    fn default() -> Self {
        Self { last: None, stolen: Some(NanosDelta(0)) }
    }
}

impl Laps {
    /// Ends a lap: everything stolen since the first reading; None where that is not known. It may fall by what lies between
    /// the readings of two clocks: signed, those moments cancel.
    pub fn read(&mut self, now: Reading) -> Option<NanosDelta> {
        if let Some(last) = self.last.replace(now) {
            let lap = stolen_between(&last, &now);
            self.stolen = self.stolen.zip(lap).map(|(stolen, lap)| stolen + lap);
        }
        self.stolen
    }
}

fn stolen_between(last: &Reading, now: &Reading) -> Option<NanosDelta> {
    let delayed = now.run_delay?.delta(last.run_delay?);
    if now.voluntary_switches? > last.voluntary_switches? {
        return Some(NanosDelta(0));
    }
    let wall = NanosDelta(now.wall.0 as i64 - last.wall.0 as i64);
    Some(wall - now.cpu.delta(last.cpu) - delayed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds of the clocks, and the count of voluntary switches.
    fn reading(wall: u64, cpu: u64, delay: u64, voluntary_switches: u64) -> Reading {
        let [wall, cpu, delay] = [wall, cpu, delay].map(Nanos::from_millis);
        let (run_delay, voluntary_switches) = (Some(delay), Some(voluntary_switches));
        Reading { wall: Monotonic(0) + wall, cpu, run_delay, voluntary_switches }
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
            assert_eq!(stolen_between(&before, &now), Some(NanosDelta(stolen * 1_000_000)));
        }
    }

    #[test]
    fn short_laps_tell_stolen_time_from_sleep() {
        let stolen = |readings: &[Reading]| {
            let mut laps = Laps::default();
            let known = readings.iter().map(|reading| laps.read(*reading).expect("all was read"));
            known.map(|stolen| stolen.0 / 1_000_000).collect::<Vec<_>>()
        };
        // Stolen, asleep, stolen.
        let readings =
            [reading(0, 0, 0, 0), reading(10, 4, 0, 0), reading(40, 4, 0, 1), reading(50, 12, 0, 1)];
        assert_eq!(stolen(&readings), [0, 6, 6, 8]);
        // In one lap all of it counts as the thread's own waiting.
        assert_eq!(stolen(&[readings[0], readings[3]]), [0, 0]);
    }

    #[test]
    fn a6_what_was_not_read_once_is_not_known_afterwards() {
        let mut laps = Laps::default();
        let known = reading(0, 0, 0, 0);
        assert_eq!(laps.read(known), Some(NanosDelta(0)));
        assert_eq!(laps.read(Reading { run_delay: None, ..known }), None);
        assert_eq!(laps.read(known), None);
        let no_switches = Reading { voluntary_switches: None, ..known };
        assert_eq!(stolen_between(&no_switches, &known), None);
    }
}
