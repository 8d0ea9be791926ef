//! The numbers of a comparison: both sides, and their ratios.

use super::probe::{creation, growth, import};
use super::subject::{Subject, judged};
use super::variant::of_side;
use crate::comparison::{Interleaved, Now};
use crate::measure::pairing;
use crate::plan::Pairing;
use crate::report::comparison::{ComparisonDocument, ComparisonReport};
use crate::store::history::{Measure, Relation, Variant};

/// Both sides, each as what it is.
pub fn raw(document: &ComparisonDocument) -> Vec<Measure> {
    let of_side = document.sides.each_ref().map(of_side);
    let measures = document.probes.iter().flat_map(|probe| {
        let [base, candidate] = sides(&probe.comparison.measured);
        let base = base.into_iter().map(|measure| Measure { variant: Some(of_side[0].clone()), ..measure });
        base.chain(candidate).collect::<Vec<_>>()
    });
    measures.collect()
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
    document
        .probes
        .iter()
        .flat_map(|probe| judged(ratios_of(probe, &base, &variant), &probe.verdict))
        .collect()
}

fn ratios_of(probe: &ComparisonReport, base: &str, variant: &Variant) -> Vec<Measure> {
    let measured = &probe.comparison.measured;
    let subject = Subject { probe: measured.probe(), target: &probe.name };
    let n = match measured {
        Interleaved::Stored(against) => against.samples[1],
        other => other.pairs().len(),
    };
    let quantities = probe.comparison.quantities.iter();
    quantities
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
