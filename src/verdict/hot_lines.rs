//! The lines that a slow creation works in.

use std::path::Path;

use super::reason::{ComparisonReason, Reason, SlownessReason};
use super::slowness::WORTH_NAMING;
use crate::cause::{LineChanges, Sampled, line_changes, working_lines};
use crate::comparison::Interleaved;
use crate::measure::{CreationMeasurement, SampledCreation, Timed};
use vitals_probes::wire::Life;

/// Lines of the target that are named of a difference,
const NAMED: usize = 3;
/// and lines of other code.
const NAMED_BELOW: usize = 2;

/// Which of the creations that are too slow are so by their own work, on either side.
pub fn working_lives(too_slow: &[Timed], measured: &[&CreationMeasurement]) -> Vec<Life> {
    let works = |life| {
        let mut typical = measured.iter().filter_map(|measured| measured.typical(life));
        // Not of the wall time: on a busy machine most of that is waiting for a processor.
        typical.any(|span| span.cpu.0 as f64 >= WORTH_NAMING * span.active().0 as f64)
    };
    let lives = [Life::First, Life::Repeated].into_iter();
    lives.filter(|life| too_slow.contains(&timed(*life)) && works(*life)).collect()
}

fn timed(life: Life) -> Timed {
    match life {
        Life::First => Timed::FirstCreation,
        Life::Repeated => Timed::RepeatedCreation,
    }
}

/// What the samples of one side say.
fn sampled(found: &SampledCreation) -> Option<Sampled<'_>> {
    Some(Sampled { cpu: found.cpu, lines: found.lines.as_ref()? })
}

/// The lines that such creations work in, or why they were not found.
pub(super) fn causes(measured: &CreationMeasurement, of: Timed) -> Vec<Reason> {
    measured.sampled.iter().filter(|found| timed(found.life) == of).flat_map(of_one).collect()
}

fn of_one(found: &SampledCreation) -> Vec<Reason> {
    let of = timed(found.life);
    if let Some(why) = &found.failure {
        return vec![SlownessReason::LinesNotFound { of, why: why.clone() }.into()];
    }
    let lines = sampled(found).map(working_lines).unwrap_or_default();
    let at = lines.at.into_iter().map(|work| SlownessReason::WorksAt { of, work });
    let below = lines.below.into_iter().map(|work| SlownessReason::WorksBelow { work });
    at.chain(below).map(Into::into).collect()
}

/// How many samples they rest on.
pub(super) fn evidence(measured: &CreationMeasurement) -> impl Iterator<Item = Reason> {
    measured.sampled.iter().filter_map(|found| {
        let lines = found.lines.as_ref()?;
        let (samples, creations) = (lines.samples, lines.creations);
        Some(SlownessReason::Sampled { of: timed(found.life), samples, creations }.into())
    })
}

/// Whether it names where one side works.
pub(super) fn is_of_one_side(reason: &Reason) -> bool {
    matches!(reason, Reason::Slowness(SlownessReason::WorksAt { .. } | SlownessReason::WorksBelow { .. }))
}

/// The lines that make the difference.
pub(super) fn changes(measured: &Interleaved, tops: [&Path; 2]) -> Vec<Reason> {
    let Interleaved::Create(creations) = measured else { return Vec::new() };
    changed_lines(&creations.base, &creations.candidate, tops).flat_map(named).collect()
}

/// The same of each life that was sampled on both sides.
pub fn changed_lines(
    base: &CreationMeasurement,
    candidate: &CreationMeasurement,
    tops: [&Path; 2],
) -> impl Iterator<Item = LineChanges> {
    base.sampled.iter().filter_map(move |before| {
        let after = candidate.sampled.iter().find(|after| after.life == before.life)?;
        Some(line_changes([sampled(before)?, sampled(after)?], tops))
    })
}

/// Lines that change as the whole does, the largest first.
fn named(changes: LineChanges) -> Vec<Reason> {
    let LineChanges { whole, lines, below } = changes;
    let line = |below| move |change| ComparisonReason::Line { change, below };
    let as_the_whole = move |change: &crate::cause::LineChange| {
        let difference = change.difference();
        difference.0.signum() == whole.0.signum() && difference.0.abs() * 10 >= whole.0.abs()
    };
    let lines = lines.into_iter().filter(as_the_whole).take(NAMED).map(line(false));
    let below = below.into_iter().filter(as_the_whole).take(NAMED_BELOW).map(line(true));
    lines.chain(below).map(Into::into).collect()
}
