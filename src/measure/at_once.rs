//! Both of a pair at once, on one processor: each meets the same machine.
//!
//! After Bulej et al. (2020, "Duet Benchmarking: Improving Measurement Accuracy in the Cloud"), who gave each of the two a
//! processor of its own. On one processor the kernel alternates them every few milliseconds, which is shorter than the phases
//! in which a processor is fast or slow.

use std::io;
use std::panic::resume_unwind;
use std::thread;

use vitals_probes::wire::Span;

use super::disturbance::{Disturbance, MachineCounters};
use super::habits::Habits;
use super::in_turn::InTurn;
use super::round::{Round, TakenPair};
use crate::plan::PairOrder;
use crate::quantity::{Bytes, Nanos};
use crate::worker::{Meeting, Outcome, Place};

/// Compilers and disks are not as fast as they were in the warm-up: a sample that would take this part of the time that it may
/// take is measured by itself.
const LONG: u64 = 2;

/// A side whose samples can be taken at once with the other's. A sample is a fresh process, and gives `N` judged times.
pub trait Side<const N: usize>: Sync {
    /// One more process, at once with another one's.
    ///
    /// # Errors
    /// Where the system refuses a process.
    fn run_at(&self, place: Place<'_>) -> io::Result<Outcome>;
    /// Keeps what such a process gave; what failed is recorded.
    fn take(&mut self, outcome: Outcome) -> Given<N>;
    /// What disturbed the last samples of both, the other's turns apart.
    fn disturbed(sides: [&Self; 2]) -> Vec<Disturbance>;
    /// What its warm-up shows of it.
    fn habits(&self) -> &Habits;
    /// Each sample finds the caches that the one before left.
    fn is_warm(&self) -> bool;
    /// The longest that a sample may take.
    fn timeout(&self) -> Nanos;
    /// The most memory that a process of it took so far; None where it was not read.
    fn peak(&self) -> Option<Bytes>;
}

/// What a process gave.
#[derive(Debug)]
pub enum Given<const N: usize> {
    /// Its judged times.
    Times([Span; N]),
    /// Nothing, since it must be asked in another way from now on.
    AskAgain,
    /// Nothing; why is recorded.
    Nothing,
}

/// Why both cannot run at once, as far as their warm-up tells; `processors` are those that workers can be bound to.
pub fn why_in_turn<S: Side<N>, const N: usize>(sides: &[S; 2], processors: &[u32]) -> Option<InTurn> {
    if processors.is_empty() {
        return Some(InTurn::NotPinned);
    }
    if !sides.iter().all(Side::is_warm) {
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
    let is_long = |side: &S| {
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
pub fn round_at_once<S: Side<N>, const N: usize>(
    sides: &mut [S; 2],
    order: &mut PairOrder,
    processors: &[u32],
    count: usize,
) -> io::Result<Round<N>> {
    let drawn = order.some_of(processors, count);
    let started = drawn.into_iter().map(|processor| Started::on(processor, order.base_first()));
    let started: Vec<_> = started.collect();
    let mut given = run_all(sides, &started)?.into_iter().zip(started).collect::<Vec<_>>();
    // Of those that failed one side may have answered: the last samples of both are those of the pairs.
    given.sort_by_key(|(outcomes, _)| outcomes.iter().all(|outcome| outcome.failure.is_none()));
    let mut round = Round { pairs: Vec::new(), failed: false };
    for (outcomes, started) in given {
        match taken(sides, outcomes, &started) {
            [Given::Times(base), Given::Times(candidate)] => {
                let [first, second] = &*sides;
                round.pairs.push(TakenPair {
                    times: [base, candidate],
                    base_first: started.base_first,
                    at_once_on: Some(started.processor),
                    disturbed: [S::disturbed([first, second]), started.machine.since()].concat(),
                });
            }
            given => round.failed |= !given.iter().any(|given| matches!(given, Given::AskAgain)),
        }
    }
    Ok(round)
}

/// What each worker of each pair gave, in the pairs' order.
fn run_all<S: Side<N>, const N: usize>(sides: &[S; 2], started: &[Started]) -> io::Result<Vec<[Outcome; 2]>> {
    thread::scope(|scope| {
        let pair = |started| thread::Builder::new().spawn_scoped(scope, move || run_both(sides, started));
        let pairs = started.iter().map(pair).collect::<io::Result<Vec<_>>>()?;
        pairs.into_iter().map(|pair| pair.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn run_both<S: Side<N>, const N: usize>(
    [base, candidate]: &[S; 2],
    Started { meeting, .. }: &Started,
) -> io::Result<[Outcome; 2]> {
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, || base.run_at(meeting.place(0)))?;
        let candidate = candidate.run_at(meeting.place(1));
        let base = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok([base?, candidate?])
    })
}

fn taken<S: Side<N>, const N: usize>(
    [base, candidate]: &mut [S; 2],
    [of_base, of_candidate]: [Outcome; 2],
    Started { meeting, .. }: &Started,
) -> [Given<N>; 2] {
    let take = |number, side: &mut S, outcome| {
        if meeting.in_vain(number) { Given::Nothing } else { side.take(outcome) }
    };
    [take(0, base, of_base), take(1, candidate, of_candidate)]
}
