//! Which candidate is measured next, and when it is enough.

use std::collections::{BTreeMap, BTreeSet};

/// What an answer costs, in any unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// To make a candidate ready that is not.
    pub build: f64,
    /// To measure one that is ready.
    pub batch: f64,
}

/// What was done with a candidate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// It need not be built again.
    pub is_ready: bool,
    /// So often it was measured.
    pub batches: u32,
}

/// A question whose answer is known to this is not worth asking.
const CERTAIN: f64 = 0.01;

/// In bits: what a perfect answer of this candidate says.
fn information(bad: f64) -> f64 {
    let part = |p: f64| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    part(bad) + part(1.0 - bad)
}

/// How probable it is that each candidate is bad: the first stands for candidate 1.
pub fn cumulative(posterior: &[f64]) -> Vec<f64> {
    posterior
        .iter()
        .scan(0.0, |sum, part| {
            *sum += part;
            Some(sum.min(1.0))
        })
        .collect()
}

/// The candidate that says the most for its cost; None where no answer would say anything. The last candidate is the bad end, which
/// is measured with every batch.
pub fn next(
    posterior: &[f64],
    skipped: &BTreeSet<usize>,
    measured: &BTreeMap<usize, Measured>,
    cost: Cost,
) -> Option<usize> {
    let of = |number: usize, bad: f64| {
        let known = measured.get(&number).copied().unwrap_or_default();
        let build = if known.is_ready { 0.0 } else { cost.build };
        // Another batch of the same candidate has its bias again: a neighbour says more.
        information(bad) / (build + cost.batch) / (1.0 + f64::from(known.batches))
    };
    let last = posterior.len();
    cumulative(posterior)
        .into_iter()
        .enumerate()
        .map(|(index, bad)| (index + 1, bad))
        .filter(|(number, bad)| {
            *number < last && !skipped.contains(number) && *bad > CERTAIN && *bad < 1.0 - CERTAIN
        })
        .max_by(|(one, p), (other, q)| of(*one, *p).total_cmp(&of(*other, *q)).then(other.cmp(one)))
        .map(|(number, _)| number)
}
