//! Creations compared: the faster first creations, worker by worker.

use super::pairs::{disturbed, times};
use super::probe::{Comparison, Interleaved};
use crate::measure::InterleavedCreations;
use crate::plan::ComparisonRule;

/// Compares the first creations.
pub fn compare_creations(measured: InterleavedCreations, rule: &ComparisonRule) -> Comparison {
    Comparison {
        quantities: times(&measured.pairs, rule),
        disturbed: disturbed(&measured.pairs),
        difference: None,
        measured: Interleaved::Create(Box::new(measured)),
    }
}
