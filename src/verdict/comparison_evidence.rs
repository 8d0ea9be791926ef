//! What the verdict on a comparison rests on.

use super::creation;
use super::reason::{ComparisonReason, CreationReason, PairsReason, ReadingReason, Reason};
use crate::comparison::{Comparison, Interleaved, Now, Quantity, Unit};
use crate::measure::{GrowthMeasurement, ImportMeasurement, Timed, pairing};
use crate::plan::{ComparisonRule, Question};
use crate::quantity::Nanos;
use vitals_probes::wire::Unreadable;

/// What the verdict rests on; a quantity of its reasons is not repeated.
pub(super) fn evidence(
    comparison: &Comparison,
    rule: &ComparisonRule,
    labels: [&str; 2],
    reasons: &[Reason],
) -> Vec<Reason> {
    let pairs = comparison.measured.pairs().len();
    let mut sampling = Vec::new();
    if pairs > 0 {
        let in_turn = match &comparison.measured {
            Interleaved::Import(imports) => imports.in_turn.clone(),
            Interleaved::Create(creations) => creations.in_turn.clone(),
            _ => None,
        };
        let pairing = pairing(comparison.measured.pairs());
        sampling.push(PairsReason::Samples { pairs, seed: rule.seed, pairing, in_turn });
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let [then, now] = against.samples;
        sampling.push(PairsReason::StoredSamples { then, now });
        sampling.extend(against.slowness.map(|slowness| PairsReason::Calibrated { slowness }));
    }
    let named = |quantity: &Quantity| {
        let is_it = |reason: &Reason| match reason {
            Reason::Comparison(reason) => reason.quantity() == Some(quantity),
            _ => false,
        };
        reasons.iter().any(is_it)
    };
    let shown = comparison.quantities.iter().filter(|quantity| !named(quantity)).cloned();
    let shown = shown.map(|quantity| ComparisonReason::Shown { quantity }.into());
    let waits = comparison.shared_waits.iter().cloned();
    let waits = waits.map(|wait| ComparisonReason::SharedWait { wait }.into());
    let repeated = of_repeated(comparison, labels).into_iter().map(Into::into);
    let resolution = resolution(comparison, rule).into_iter().map(Into::into);
    let not_read = not_read(&comparison.measured).map(Into::into);
    let sampling = sampling.into_iter().map(Into::into);
    sampling.chain(waits).chain(repeated).chain(shown).chain(not_read).chain(resolution).collect()
}

/// What the repeated creations rest on.
fn of_repeated(comparison: &Comparison, [base, candidate]: [&str; 2]) -> Vec<CreationReason> {
    match &comparison.measured {
        Interleaved::Create(creations) => [(&creations.base, base), (&creations.candidate, candidate)]
            .into_iter()
            .flat_map(|(side, label)| creation::of_the_repeated(side, Some(label)))
            .collect(),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Create(now)) => {
                let taken = !now.repeated_runs.is_empty();
                let none = (comparison.repeated().is_none() && taken).then_some(CreationReason::NoneStored);
                creation::of_the_repeated(now, Some(candidate)).into_iter().chain(none).collect()
            }
            _ => Vec::new(),
        },
        Interleaved::Import(_) | Interleaved::Growth(_) => Vec::new(),
    }
}

/// What was not read on one side, and so is not compared.
pub(super) fn not_read(measured: &Interleaved) -> Option<ReadingReason> {
    let growth =
        |growth: &GrowthMeasurement| growth.summary.as_ref().map(|summary| summary.memory().is_some());
    let import = |import: &ImportMeasurement| {
        (!import.samples.is_empty())
            .then(|| import.samples.iter().all(|run| run.sample.added_rss().is_some()))
    };
    let known: Vec<bool> = match measured {
        Interleaved::Import(imports) => {
            [&imports.base, &imports.candidate].into_iter().filter_map(import).collect()
        }
        Interleaved::Growth(growths) => {
            growths.base.iter().chain(&growths.candidate).filter_map(growth).collect()
        }
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Import(measured)) => import(measured).into_iter().collect(),
            Some(Now::Growth(measured)) => growth(measured).into_iter().collect(),
            Some(Now::Create(_)) | None => Vec::new(),
        },
        Interleaved::Create(_) => Vec::new(),
    };
    let untraced = match measured {
        Interleaved::Import(imports) => {
            let sides = [&imports.base, &imports.candidate];
            sides.iter().any(|side| side.samples.iter().any(|run| run.sample.untraced))
        }
        _ => false,
    };
    ReadingReason::not_read([
        known.contains(&false).then_some(Unreadable::Memory),
        untraced.then_some(Unreadable::Modules),
    ])
}

/// What the measurement cannot see, and what disturbed it.
fn resolution(comparison: &Comparison, rule: &ComparisonRule) -> Vec<PairsReason> {
    let pairs = comparison.measured.pairs().len();
    let mut evidence = Vec::new();
    if rule.question != Question::AnyChange {
        let floors = [(Timed::FirstCreation, rule.floor), (Timed::RepeatedCreation, rule.repeated_floor)];
        let judged = |of| comparison.quantities.iter().any(|quantity| quantity.of == Some(of));
        let floors = floors.into_iter().filter(|(of, floor)| *floor > 0.0 && judged(*of));
        evidence
            .extend(floors.map(|(of, floor)| PairsReason::Floor { of, least: Nanos::from_secs_f64(floor) }));
    }
    let judges_memory = |quantity: &Quantity| quantity.unit == Unit::Bytes && quantity.finding.is_some();
    if comparison.quantities.iter().any(judges_memory) {
        evidence.push(PairsReason::MemoryVariesLittle);
    }
    let disturbed = comparison.disturbed.iter();
    evidence.extend(disturbed.map(|(by, count)| PairsReason::Disturbed { by: *by, count: *count, pairs }));
    evidence
}
