//! Both imports of a pair at once, on one processor: each meets the same machine.
//!
//! After Bulej et al. (2020, "Duet Benchmarking: Improving Measurement Accuracy in the Cloud"), who gave each of the two a
//! processor of its own. On one processor the kernel alternates them every few milliseconds, which is shorter than the phases
//! in which a processor is fast or slow.

use std::io;
use std::panic::resume_unwind;
use std::thread;

use vitals_probes::wire::ImportSample;

use super::disturbance::{Disturbance, of_two_at_once};
use super::importer::Importer;
use super::in_turn::InTurn;
use crate::config::Cache;
use crate::quantity::Nanos;
use crate::worker::Meeting;

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

/// One sample of each, at once. Whether both answered; what failed is recorded. One that waited for the other in vain has
/// neither answered nor failed.
///
/// # Errors
/// Where the system refuses a process or a thread.
pub fn import_at_once(sides: &mut [Importer<'_>; 2], meeting: &Meeting) -> io::Result<bool> {
    let [base, candidate] = &*sides;
    let outcomes = thread::scope(|scope| {
        let run = || base.run_at(meeting.place(0));
        let other = thread::Builder::new().spawn_scoped(scope, run)?;
        let candidate = candidate.run_at(meeting.place(1));
        let base = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        io::Result::Ok([base, candidate])
    })?;
    let mut both = true;
    for (number, (side, outcome)) in sides.iter_mut().zip(outcomes).enumerate() {
        let outcome = outcome?;
        both &= !meeting.in_vain(number) && side.take(outcome);
    }
    Ok(both)
}

/// What disturbed them, the other's turns apart.
pub fn disturbed([base, candidate]: [&ImportSample; 2]) -> Vec<Disturbance> {
    [of_two_at_once(base, candidate), of_two_at_once(candidate, base)].concat()
}
