//! Creations compared, worker by worker: the faster first creations, and the repeated ones.

use super::pairs::{OF_FIRST, OF_REPEATED, disturbed, times};
use super::probe::{Comparison, Interleaved};
use crate::measure::InterleavedCreations;
use crate::plan::ComparisonRule;

/// Compares both.
pub fn compare_creations(measured: InterleavedCreations, rule: &ComparisonRule) -> Comparison {
    let mut quantities = times(&measured.pairs, &rule.of_first(), &OF_FIRST);
    quantities.extend(times(&measured.repeated_pairs, &rule.of_repeated(), &OF_REPEATED));
    let disturbed = disturbed(&measured.pairs);
    let measured = Interleaved::Create(Box::new(measured));
    Comparison { disturbed, ..Comparison::of(quantities, None, measured) }
}
