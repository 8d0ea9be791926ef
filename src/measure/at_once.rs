//! Both imports of a pair at once, on one processor: each meets the same machine.
//!
//! After Bulej et al. (2020, "Duet Benchmarking: Improving Measurement Accuracy in the Cloud"), who gave each of the two a
//! processor of its own. On one processor the kernel alternates them every few milliseconds, which is shorter than the phases
//! in which a processor is fast or slow.

use std::io;
use std::panic::resume_unwind;
use std::thread;

use vitals_probes::wire::ImportSample;

use super::disturbance::{Disturbance, MachineCounters, of_two_at_once};
use super::importer::Importer;
use super::in_turn::InTurn;
use super::round::{Round, TakenPair};
use crate::config::Cache;
use crate::plan::PairOrder;
use crate::quantity::Nanos;
use crate::worker::{Meeting, Outcome};

/// Compilers and disks are not as fast as they were in the warm-up: an import that would take this part of the time that it may
/// take is measured by itself.
const LONG: u64 = 2;

/// Why both cannot run at once, as far as their warm-up tells; `processors` are those that workers can be bound to.
pub fn why_in_turn(sides: &[Importer<'_>; 2], processors: &[u32]) -> Option<InTurn> {
    if processors.is_empty() {
        return Some(InTurn::NotPinned);
    }
    if sides.iter().any(|side| side.measured().cache != Cache::Warm) {
        return Some(InTurn::ColdCaches);
    }
    let mut what: Vec<_> = sides.iter().flat_map(|side| side.habits().shared.iter().copied()).collect();
    what.sort_unstable();
    what.dedup();
    if !what.is_empty() {
        return Some(InTurn::Shares { what });
    }
    if sides.iter().any(|side| side.habits().waits) {
        return Some(InTurn::Waits);
    }
    let is_long = |side: &Importer<'_>| {
        side.habits().beside_another.is_none_or(|took| Nanos(took.0.saturating_mul(LONG)) > side.timeout())
    };
    sides.iter().any(is_long).then_some(InTurn::Long)
}

/// A pair that is under way.
struct Started {
    processor: u32,
    base_first: bool,
    meeting: Meeting,
    machine: MachineCounters,
}

impl Started {
    fn on(processor: u32, base_first: bool) -> Self {
        let meeting = Meeting::on(processor, usize::from(!base_first));
        Self { processor, base_first, meeting, machine: MachineCounters::now(Some(processor)) }
    }
}

/// As many pairs at once as are said, each on one of these processors: one sample of each side in each. One that waited for the
/// other in vain has neither answered nor failed.
///
/// # Errors
/// Where the system refuses a process or a thread.
pub fn import_at_once(
    sides: &mut [Importer<'_>; 2],
    order: &mut PairOrder,
    processors: &[u32],
    count: usize,
) -> io::Result<Round<1>> {
    let drawn = order.some_of(processors, count);
    let started = drawn.into_iter().map(|processor| Started::on(processor, order.base_first()));
    let started: Vec<_> = started.collect();
    let mut given = run_all(sides, &started)?.into_iter().zip(started).collect::<Vec<_>>();
    // Of those that failed one side may have answered: the last samples of both are those of the pairs.
    given.sort_by_key(|(outcomes, _)| outcomes.iter().all(|outcome| outcome.failure.is_none()));
    let mut round = Round { pairs: Vec::new(), failed: false };
    for (outcomes, started) in given {
        match taken(sides, outcomes, &started) {
            Some(pair) => round.pairs.push(pair),
            None => round.failed = true,
        }
    }
    Ok(round)
}

/// What each worker of each pair gave, in the pairs' order.
fn run_all(sides: &[Importer<'_>; 2], started: &[Started]) -> io::Result<Vec<[Outcome; 2]>> {
    thread::scope(|scope| {
        let pair = |started| thread::Builder::new().spawn_scoped(scope, move || run_both(sides, started));
        let pairs = started.iter().map(pair).collect::<io::Result<Vec<_>>>()?;
        pairs.into_iter().map(|pair| pair.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn run_both(
    [base, candidate]: &[Importer<'_>; 2],
    Started { meeting, .. }: &Started,
) -> io::Result<[Outcome; 2]> {
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || base.run_at(meeting.place(0)))?;
        let candidate = candidate.run_at(meeting.place(1));
        let base = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok([base?, candidate?])
    })
}

/// A pair's samples, which each side keeps; None where one failed.
fn taken(sides: &mut [Importer<'_>; 2], outcomes: [Outcome; 2], started: &Started) -> Option<TakenPair<1>> {
    let mut both = true;
    for (number, (side, outcome)) in sides.iter_mut().zip(outcomes).enumerate() {
        both &= !started.meeting.in_vain(number) && side.take(outcome);
    }
    let samples = sides.each_ref().map(|side| side.measured().samples.last());
    let [Some(base), Some(candidate)] = samples.map(|run| run.map(|run| &run.sample)) else { return None };
    both.then(|| TakenPair {
        times: [[base.span], [candidate.span]],
        base_first: started.base_first,
        at_once_on: Some(started.processor),
        disturbed: [disturbed([base, candidate]), started.machine.since()].concat(),
    })
}

/// What disturbed them, the other's turns apart.
fn disturbed([base, candidate]: [&ImportSample; 2]) -> Vec<Disturbance> {
    [of_two_at_once(base, candidate), of_two_at_once(candidate, base)].concat()
}
