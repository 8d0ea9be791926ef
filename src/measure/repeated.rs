//! Repeated creations of one process, as one observation.
//!
//! Creations of one process are no independent samples: they share its addresses, its hashes, and the moment. So a process
//! counts once.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Creation, Span, Stall};

use crate::quantity::Nanos;

/// One in so many is left out at each end of the creations in order of their active time: collections of garbage and
/// interrupts on one end, and what a clock rounded away on the other.
const TRIMMED: usize = 5;

/// Repeated creations of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RepeatedRun {
    /// A typical one: means of the middle three fifths by active time.
    pub span: Span,
    /// How many were made.
    pub creations: usize,
}

impl RepeatedRun {
    /// None where there are none.
    pub fn of(creations: &[Creation]) -> Option<Self> {
        let middle = middle(creations);
        let mean = |part: fn(&Span) -> Nanos| mean(middle.iter().map(part));
        // None where one of them was not read.
        let known = |part: fn(&Span) -> Option<Nanos>| {
            let parts: Option<Vec<Nanos>> = middle.iter().map(part).collect();
            mean_of_known(parts?)
        };
        let span = Span {
            wall: mean(|span| span.wall)?,
            cpu: mean(|span| span.cpu)?,
            run_delay: known(|span| span.run_delay),
            stolen: known(|span| span.stolen),
        };
        Some(Self { span, creations: creations.len() })
    }
}

fn mean_of_known(parts: Vec<Nanos>) -> Option<Nanos> {
    mean(parts.into_iter())
}

fn mean(times: impl ExactSizeIterator<Item = Nanos>) -> Option<Nanos> {
    let count = u64::try_from(times.len()).ok().filter(|count| *count > 0)?;
    let sum: Nanos = times.sum();
    Some(Nanos((sum.0 + count / 2) / count))
}

/// The middle three fifths by active time.
fn middle(creations: &[Creation]) -> Vec<Span> {
    let mut spans: Vec<Span> = creations.iter().map(|creation| creation.span).collect();
    spans.sort_by_key(|span| span.active());
    let cut = spans.len() / TRIMMED;
    spans.drain(spans.len() - cut..);
    spans.drain(..cut);
    spans
}

/// Where a typical one stood still: the one in the middle by active time, or the next slower that did.
pub fn typical_stalls(creations: &[Creation]) -> Vec<Stall> {
    let mut sorted: Vec<&Creation> = creations.iter().collect();
    sorted.sort_by_key(|creation| creation.span.active());
    let stalled = sorted[sorted.len() / 2..].iter().find(|creation| !creation.stalls.is_empty());
    stalled.map(|creation| creation.stalls.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn creation(cpu: u64, blocked: u64, run_delay: Option<u64>) -> Creation {
        let run_delay = run_delay.map(Nanos);
        let wall = Nanos(cpu + blocked) + run_delay.unwrap_or_default();
        Creation { span: Span { wall, cpu: Nanos(cpu), run_delay, ..Span::default() }, ..Creation::default() }
    }

    #[test]
    fn a_run_is_the_mean_of_its_middle() {
        let mut creations: Vec<Creation> =
            [900, 1_000, 1_100, 50_000, 1].map(|cpu| creation(cpu, 0, Some(0))).into();
        // A wait for a processor is the machine's, and makes no creation slow.
        creations[1].span.run_delay = Some(Nanos(30_000));
        creations[1].span.wall = Nanos(31_000);
        let run = RepeatedRun::of(&creations).expect("creations");
        assert_eq!((run.creations, run.span.cpu, run.span.active()), (5, Nanos(1_000), Nanos(1_000)));
        assert_eq!(run.span.run_delay, Some(Nanos(10_000)));
    }

    #[test]
    fn where_only_some_stand_still_the_place_is_theirs() {
        let mut creations: Vec<Creation> =
            [1, 2, 3, 4, 90].map(|blocked| creation(1, blocked, Some(0))).into();
        assert_eq!(typical_stalls(&creations), []);
        let stall = |lasted| Stall { lasted: Nanos(lasted), ..Stall::default() };
        creations[4].stalls = vec![stall(90)];
        assert_eq!(typical_stalls(&creations), [stall(90)]);
        creations[2].stalls = vec![stall(3)];
        assert_eq!(typical_stalls(&creations), [stall(3)]);
        assert_eq!(typical_stalls(&[]), []);
    }

    #[test]
    fn few_are_all_counted_and_none_is_no_observation() {
        let run = RepeatedRun::of(&[creation(10, 0, Some(0)), creation(20, 5, None)]).expect("creations");
        assert_eq!((run.span.wall, run.span.cpu, run.span.run_delay), (Nanos(18), Nanos(15), None));
        assert_eq!(RepeatedRun::of(&[]), None);
    }
}
