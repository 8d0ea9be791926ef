//! The numbers of a comparison: both sides, and their ratios.

use super::probe::{creation, growth, import};
use super::subject::{Subject, judged};
use super::variant::of_side;
use crate::comparison::{Interleaved, Now, Quantity};
use crate::measure::{OperationPairs, pairing};
use crate::plan::Pairing;
use crate::report::comparison::{ComparisonDocument, OperationsReport};
use crate::statistics::Pair;
use crate::store::history::{Measure, Relation, Variant};

/// Both sides, each as what it is.
pub fn raw(document: &ComparisonDocument) -> Vec<Measure> {
    let of_side = document.sides.each_ref().map(of_side);
    let probes = document.probes.iter().map(|probe| sides(&probe.comparison.measured));
    let measures = probes.chain(document.operations.iter().map(spoken)).flat_map(|[base, candidate]| {
        let base = base.into_iter().map(|measure| Measure { variant: Some(of_side[0].clone()), ..measure });
        base.chain(candidate).collect::<Vec<_>>()
    });
    measures.collect()
}

/// The times of each operation of a conversation.
fn spoken(check: &OperationsReport) -> [Vec<Measure>; 2] {
    let subject = conversation(check);
    let each = || check.measured.operations.iter().zip(&check.quantities);
    [|pair: &Pair| pair.base, |pair: &Pair| pair.candidate].map(|side| {
        let times = |(measured, quantity): (&OperationPairs, &Quantity)| {
            subject.typical(&quantity.name, quantity.unit, measured.pairs.iter().map(side).collect())
        };
        each().filter_map(times).collect()
    })
}

fn conversation(check: &OperationsReport) -> Subject<'_> {
    Subject { probe: "conversation", target: &check.name }
}

fn sides(measured: &Interleaved) -> [Vec<Measure>; 2] {
    match measured {
        Interleaved::Import(imports) => {
            // Of two at once, most of a side's wall time is the other's turn: it is no series of this import.
            let at_once = pairing(&imports.pairs) == Pairing::AtOnce;
            [&imports.base, &imports.candidate].map(|side| {
                let measures = import(side).into_iter();
                measures.filter(|measure| !(at_once && measure.series.quantity == "wall")).collect()
            })
        }
        Interleaved::Create(creations) => [creation(&creations.base), creation(&creations.candidate)],
        Interleaved::Growth(growths) => [&growths.base, &growths.candidate].map(|runs| {
            let runs: Vec<_> = runs.iter().collect();
            runs.first().map(|first| growth(&first.factory, &runs)).unwrap_or_default()
        }),
        Interleaved::Stored(against) => {
            let now = match &against.now {
                Some(Now::Import(measured)) => import(measured),
                Some(Now::Create(measured)) => creation(measured),
                Some(Now::Growth(measured)) => growth(&measured.factory, &[measured]),
                None => Vec::new(),
            };
            [Vec::new(), now]
        }
    }
}

/// Candidate over base, with its interval: what the rule judged first.
pub fn ratios(document: &ComparisonDocument) -> Vec<Measure> {
    let [base, candidate] = &document.sides;
    let fingerprint = &base.fingerprint;
    let clean = fingerprint.git_dirty != Some(true);
    let base = fingerprint.git_commit.clone().filter(|_| clean).unwrap_or_else(|| base.label.clone());
    let variant = of_side(candidate);
    let of = |subject, n, quantities| ratios_of(subject, n, quantities, &base, &variant);
    let probes = document.probes.iter().flat_map(|probe| {
        let measured = &probe.comparison.measured;
        let subject = Subject { probe: measured.probe(), target: &probe.name };
        let n = match measured {
            Interleaved::Stored(against) => against.samples[1],
            other => other.pairs().len(),
        };
        judged(of(subject, n, &probe.comparison.quantities), &probe.verdict)
    });
    let spoken = document.operations.iter().flat_map(|check| {
        judged(of(conversation(check), check.measured.pairs(), &check.quantities), &check.verdict)
    });
    probes.chain(spoken).collect()
}

fn ratios_of(
    subject: Subject<'_>,
    n: usize,
    quantities: &[Quantity],
    base: &str,
    variant: &Variant,
) -> Vec<Measure> {
    quantities
        .iter()
        .filter_map(|quantity| {
            let ratio = quantity.ratio?;
            Some(Measure {
                relation: Relation::Ratio(base.to_owned()),
                variant: Some(variant.clone()),
                low: Some(ratio.low),
                high: Some(ratio.high),
                n,
                ..subject.single(&quantity.name, quantity.unit, ratio.estimate)
            })
        })
        .filter(|measure| measure.value.is_finite())
        .collect()
}
