//! Imports compared: time by the rule, memory, and the modules that make the difference.

use super::memory::memory;
use super::pairs::{PLAIN, disturbed, times_beside};
use super::probe::{Comparison, Interleaved};
use super::quantity::Quantity;
use crate::cause::{Difference, Measured, Side, difference};
use crate::measure::{ImportMeasurement, ImportPairs, ImportRun, InterleavedImports};
use crate::plan::ComparisonRule;
use crate::quantity::BytesDelta;
use crate::statistics::Pair;
use vitals_probes::wire::{ImportSample, Trace};

/// Time, memory and modules of both sides.
pub fn compare_imports(measured: InterleavedImports, rule: &ComparisonRule) -> Comparison {
    let InterleavedImports { pairs, base, candidate, .. } = &measured;
    let sides = ImportPairs { pairs, base, candidate };
    let beside = sides.beside_waits(rule);
    let mut quantities = times_beside(pairs, &beside, &PLAIN);
    quantities.extend(memories(&measured, rule));
    let decisive = sides.decisive_parts(&beside);
    Comparison {
        quantities,
        shared_waits: beside.waits,
        decisive,
        disturbed: disturbed(&measured.pairs),
        difference: modules(&measured),
        measured: Interleaved::Import(Box::new(measured)),
    }
}

fn memories(measured: &InterleavedImports, rule: &ComparisonRule) -> Vec<Quantity> {
    // None where a sample of either side was not read: some of them say nothing of all.
    let pairs = |size: fn(&ImportSample) -> Option<BytesDelta>| -> Option<Vec<Pair>> {
        let sides = measured.base.samples.iter().zip(&measured.candidate.samples);
        let pair = |(base, candidate): (&ImportRun, &ImportRun)| {
            let [base, candidate] = [size(&base.sample)?, size(&candidate.sample)?].map(|size| size.0 as f64);
            Some(Pair { base, candidate })
        };
        sides.map(pair).collect()
    };
    // Unique memory is not compared: pages that the other side maps at that moment are not unique.
    let resident = pairs(ImportSample::added_rss);
    resident.and_then(|pairs| memory("resident memory", &pairs, rule.question)).into_iter().collect()
}

fn modules(measured: &InterleavedImports) -> Option<Difference> {
    let sides = [&measured.base, &measured.candidate];
    if sides.iter().any(|side| side.samples.iter().any(|run| run.sample.untraced)) {
        return None;
    }
    let [base, candidate] = sides.map(faster_half);
    difference(Side { samples: &base }, Side { samples: &candidate })
}

/// The samples that were least disturbed, the fastest first, each with its trace.
pub fn faster_half(side: &ImportMeasurement) -> Vec<(Measured, &Trace)> {
    let mut samples: Vec<_> = side.samples.iter().zip(&side.traces).collect();
    samples.sort_by_key(|(run, _)| run.sample.span.active());
    samples.truncate(samples.len().div_ceil(2).max(3));
    samples
        .into_iter()
        .map(|(run, trace)| {
            let rss = run.sample.added_rss();
            (Measured { span: run.sample.span, rss }, trace)
        })
        .collect()
}
