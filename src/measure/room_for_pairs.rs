//! How many pairs can run at once, each on a processor of its own.
//!
//! What lasts keeps a person waiting, most of all where it waits itself. Two pairs at once halve that. They share
//! caches and memory, which makes each time longer, of both sides alike; what is short, and is answered in seconds anyhow,
//! is spared it.

use super::at_once::Side;
use crate::python::{available_memory, container_cpus};
use crate::quantity::{Bytes, Nanos};

/// More than this at once gains nothing: the first look is at four pairs.
const MOST: usize = 2;
/// A pair that is shorter than a second is answered soon enough.
const LONG: Nanos = Nanos::from_millis(1_000);
/// The part of the free memory that they may take together.
const OF_MEMORY: u64 = 2;

/// How many pairs of these two sides can run at once on the machine as it is now: at least one.
pub fn pairs_at_once<S: Side<N>, const N: usize>(sides: &[S; 2], processors: &[u32]) -> usize {
    let lasts = sides.iter().map(|side| side.habits().beside_another.unwrap_or_default()).max();
    // Where one was not read, nothing says that there is room. A side whose caches the other filled has no process yet.
    let peak = sides.iter().filter_map(Side::peak).max();
    room(lasts.unwrap_or_default(), peak, &Machine::now(processors.len()))
}

/// What the machine has for them.
struct Machine {
    /// That workers can be bound to.
    processors: usize,
    /// Processors' worth of time that a container allows; None where it is not limited.
    allowed: Option<f64>,
    /// None where it is not known.
    memory: Option<Bytes>,
}

impl Machine {
    fn now(processors: usize) -> Self {
        Self { processors, allowed: container_cpus(), memory: available_memory() }
    }
}

fn room(lasts: Nanos, peak: Option<Bytes>, machine: &Machine) -> usize {
    let (Some(peak), Some(memory)) = (peak, machine.memory) else { return 1 };
    if lasts < LONG {
        return 1;
    }
    let allowed = machine.allowed.map_or(usize::MAX, |allowed| allowed as usize);
    let in_memory = memory.0 / OF_MEMORY / (2 * peak.0).max(1);
    let in_memory = usize::try_from(in_memory).unwrap_or(usize::MAX);
    MOST.min(machine.processors).min(allowed).min(in_memory).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEAK: Option<Bytes> = Some(Bytes(100 << 20));
    const LASTS: Nanos = Nanos::from_millis(5_000);

    fn machine() -> Machine {
        Machine { processors: 8, allowed: None, memory: Some(Bytes(8 << 30)) }
    }

    #[test]
    fn two_pairs_where_there_is_room_and_they_last() {
        assert_eq!(room(LASTS, PEAK, &machine()), 2);
        assert_eq!(room(Nanos::from_millis(300), PEAK, &machine()), 1, "answered in seconds anyhow");
    }

    #[test]
    fn one_pair_where_processors_or_memory_are_few_or_unknown() {
        assert_eq!(room(LASTS, PEAK, &Machine { processors: 1, ..machine() }), 1);
        assert_eq!(room(LASTS, PEAK, &Machine { allowed: Some(1.5), ..machine() }), 1);
        assert_eq!(room(LASTS, PEAK, &Machine { allowed: Some(2.0), ..machine() }), 2);
        assert_eq!(room(LASTS, PEAK, &Machine { memory: Some(Bytes(700 << 20)), ..machine() }), 1);
        assert_eq!(room(LASTS, PEAK, &Machine { memory: None, ..machine() }), 1);
        assert_eq!(room(LASTS, None, &machine()), 1);
    }
}
