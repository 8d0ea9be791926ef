//! Two variants, interleaved: neighbours in time see the same machine.

use std::io;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Span;

use super::at_once::{Side, round_at_once, why_in_turn};
use super::context::MeasureContext;
use super::creation::Creator;
use super::creation_measurement::{CreationMeasurement, CreationOrder};
use super::creation_pairs::CreationSample;
use super::disturbance::{Disturbance, MachineCounters, of_sample};
use super::growth::measure_growth;
use super::growth_measurement::{GrowthMeasurement, GrowthOrder};
use super::import_measurement::{ImportMeasurement, ImportOrder};
use super::import_pairs::ImportPairs;
use super::importer::{Importer, warm_up_both};
use super::in_turn::InTurn;
use super::room_for_pairs::pairs_at_once;
use super::round::{Round, TakenPair};
use super::timed_pair::{TimedPair, observed};
use crate::plan::{ComparisonRule, PairOrder, wants_more};

/// Runs of a growth probe on each side: memory varies little.
const GROWTHS: usize = 2;

/// One module, imported by both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InterleavedImports {
    /// All samples of the base.
    pub base: ImportMeasurement,
    /// All samples of the candidate.
    pub candidate: ImportMeasurement,
    /// The samples by pairs, in order.
    pub pairs: Vec<TimedPair>,
    /// Why the two of a pair did not run at once; null where they did, and in older versions.
    #[serde(default)]
    pub in_turn: Option<InTurn>,
}

/// One factory, used by both. An observation is the mean of the faster third of one worker's first creations, and the mean
/// of the middle of its repeated ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InterleavedCreations {
    /// All creations of the base.
    pub base: CreationMeasurement,
    /// All creations of the candidate.
    pub candidate: CreationMeasurement,
    /// The observations of first creations by pairs, in order.
    pub pairs: Vec<TimedPair>,
    /// Those of repeated creations, from the same workers; none where an older version did not take them.
    #[serde(default)]
    pub repeated_pairs: Vec<TimedPair>,
    /// Why the two of a pair did not run at once; null where they did, and in older versions.
    #[serde(default)]
    pub in_turn: Option<InTurn>,
}

/// One factory's growth in both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InterleavedGrowths {
    /// Runs of the base.
    pub base: Vec<GrowthMeasurement>,
    /// Runs of the candidate.
    pub candidate: Vec<GrowthMeasurement>,
}

/// Imports one module by both until the rule is content.
///
/// # Errors
/// Where the system refuses a process or a temporary folder.
pub fn interleave_imports(
    [base, candidate]: [&MeasureContext<'_>; 2],
    orders: [&ImportOrder; 2],
    rule: &ComparisonRule,
) -> io::Result<InterleavedImports> {
    base.progress.begin(&format!("compare import {}", orders[0].module), 2 * rule.most() as u64);
    let mut sides = [Importer::new(base, orders[0])?, Importer::new(candidate, orders[1])?];
    let ready = warm_up_both(&mut sides)?;
    let wants_more = |sides: &[Importer<'_>; 2], [pairs]: &[Vec<TimedPair>; 1]| {
        let [base, candidate] = sides.each_ref().map(Importer::measured);
        ImportPairs { pairs, base, candidate }.wants_more(rule)
    };
    let (measured, in_turn) = if ready {
        interleave(rule, wants_more, &mut sides, base, import_once)?
    } else {
        ([Vec::new()], None)
    };
    let [pairs] = measured;
    let [base, candidate] = sides.map(Importer::finish);
    Ok(InterleavedImports { base, candidate, pairs, in_turn })
}

/// What one worker gave: each judged time, and what disturbed it. None where it failed.
type Observation<const N: usize> = Option<([Span; N], Vec<Disturbance>)>;

fn import_once(side: &mut Importer<'_>) -> io::Result<Observation<1>> {
    let answered = side.sample()?;
    let last = side.measured().samples.last().filter(|_| answered);
    Ok(last.map(|run| ([run.sample.span], of_sample(&run.sample))))
}

fn create_once(side: &mut Creator<'_>) -> io::Result<Observation<2>> {
    let both = |CreationSample { first, repeated }| ([first, repeated], Vec::new());
    Ok(side.sample()?.map(both))
}

/// Uses one factory by both until the rule is content.
///
/// # Errors
/// Where the system refuses a process or a temporary folder.
pub fn interleave_creations(
    [base, candidate]: [&MeasureContext<'_>; 2],
    order: &CreationOrder,
    rule: &ComparisonRule,
) -> io::Result<InterleavedCreations> {
    let name = format!("compare create {}:{}", order.factory.module, order.factory.callable);
    base.progress.begin(&name, 2 * rule.most() as u64);
    let mut sides = [Creator::new(base, order)?, Creator::new(candidate, order)?];
    let mut ready = true;
    for side in &mut sides {
        ready = ready && side.warm_up()?;
    }
    let rules = [rule.of_first(), rule.of_repeated()];
    let wants_more = |_: &[Creator<'_>; 2], pairs: &[Vec<TimedPair>; 2]| {
        wants_more(&rules, &pairs.each_ref().map(|pairs| observed(pairs)))
    };
    let (measured, in_turn) = if ready {
        interleave(rule, wants_more, &mut sides, base, create_once)?
    } else {
        ([Vec::new(), Vec::new()], None)
    };
    let [pairs, repeated_pairs] = measured;
    let [base, candidate] = sides.map(Creator::finish);
    Ok(InterleavedCreations { base, candidate, pairs, repeated_pairs, in_turn })
}

/// Runs the growth probe of both, twice each.
///
/// # Errors
/// Where the system refuses a process.
pub fn interleave_growths(
    [base, candidate]: [&MeasureContext<'_>; 2],
    order: &GrowthOrder,
    seed: u64,
) -> io::Result<InterleavedGrowths> {
    let mut turns = PairOrder::seeded(seed);
    let mut measured = InterleavedGrowths { base: Vec::new(), candidate: Vec::new() };
    for _ in 0..GROWTHS {
        let first_is_base = turns.base_first();
        for is_base in [first_is_base, !first_is_base] {
            let (context, kept) =
                if is_base { (base, &mut measured.base) } else { (candidate, &mut measured.candidate) };
            if context.over() {
                return Ok(measured);
            }
            kept.push(measure_growth(context, order)?);
            if kept.last().is_some_and(|growth| !growth.failures.is_empty()) {
                return Ok(measured);
            }
        }
    }
    Ok(measured)
}

/// One after the other. None where one failed.
fn in_turn_once<S, const N: usize>(
    sides: &mut [S; 2],
    order: &mut PairOrder,
    context: &MeasureContext<'_>,
    mut once: impl FnMut(&mut S) -> io::Result<Observation<N>>,
) -> io::Result<Option<TakenPair<N>>> {
    let base_first = order.base_first();
    let machine = MachineCounters::now(context.worker.pinned());
    let [first, second] = if base_first { [0, 1] } else { [1, 0] };
    let Some((one, mut disturbed)) = once(&mut sides[first])? else { return Ok(None) };
    let Some((other, more)) = once(&mut sides[second])? else { return Ok(None) };
    disturbed.extend(more);
    disturbed.extend(machine.since());
    let times = if base_first { [one, other] } else { [other, one] };
    Ok(Some(TakenPair { times, base_first, at_once_on: None, disturbed }))
}

/// The pairs of each judged time, and why those of a pair did not run at once.
type Pairs<const N: usize> = ([Vec<TimedPair>; N], Option<InTurn>);

/// Takes pairs as long as more are wanted, until the time is over or a side fails: both at once where they can, else by `once`,
/// which takes a side's next sample. A worker gives `N` observations.
fn interleave<S: Side<N>, const N: usize>(
    rule: &ComparisonRule,
    wants_more: impl Fn(&[S; 2], &[Vec<TimedPair>; N]) -> bool,
    sides: &mut [S; 2],
    context: &MeasureContext<'_>,
    mut once: impl FnMut(&mut S) -> io::Result<Observation<N>>,
) -> io::Result<Pairs<N>> {
    let processors = context.worker.processors();
    let in_turn = why_in_turn(sides, &processors);
    let room = pairs_at_once(sides, &processors);
    let mut pairs: [Vec<TimedPair>; N] = [const { Vec::new() }; N];
    let mut order = PairOrder::seeded(rule.seed);
    while wants_more(sides, &pairs) && !context.over() {
        let round = if in_turn.is_some() {
            Round::of(in_turn_once(sides, &mut order, context, &mut once)?)
        } else {
            let count = room.min(rule.until_it_looks(pairs[0].len()));
            round_at_once(sides, &mut order, &processors, count)?
        };
        round.pairs.into_iter().for_each(|taken| keep(taken, &mut pairs));
        if round.failed {
            break;
        }
    }
    Ok((pairs, in_turn))
}

fn keep<const N: usize>(taken: TakenPair<N>, pairs: &mut [Vec<TimedPair>; N]) {
    let TakenPair { times: [base, candidate], base_first, at_once_on, mut disturbed } = taken;
    disturbed.sort_unstable();
    disturbed.dedup();
    for ((pairs, base), candidate) in pairs.iter_mut().zip(base).zip(candidate) {
        let disturbed = disturbed.clone();
        pairs.push(TimedPair { base, candidate, base_first, at_once_on, disturbed });
    }
}
