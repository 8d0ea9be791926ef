//! Memory of interleaved pairs, judged.

use super::pairs::medians;
use super::quantity::{Quantity, Statistic, Unit};
use crate::plan::{Decision, Question};
use crate::statistics::{Pair, Prior, sides_of_the_typical, typical};

/// More memory than this and than the tolerance is a regression: less is allocator noise.
pub const MEMORY_FLOOR: f64 = 1e6;

/// Fewer samples of a side decide nothing: one may be of a process in which something else happened.
pub const LEAST_FOR_MEMORY: usize = 3;

/// Error rate of one memory comparison.
const MEMORY_ALPHA: f64 = 1e-4;

/// Spread of a log ratio of memories that is assumed before any was seen.
const MEMORY_PRIOR: Prior = Prior { sd: 0.002, freedom: 8.0 };

/// Memory of the pairs: few samples are enough, it hardly varies.
pub fn memory(name: &'static str, pairs: &[Pair], question: Question) -> Option<Quantity> {
    let (base, candidate) = medians(pairs)?;
    let ratio = typical(pairs, MEMORY_ALPHA, MEMORY_PRIOR).filter(|_| base > MEMORY_FLOOR);
    let more = candidate - base > MEMORY_FLOOR;
    let finding = match question {
        Question::Tolerance(_) if pairs.len() < LEAST_FOR_MEMORY => {
            Some(Decision::Undecided { pairs_needed: None })
        }
        Question::Tolerance(tolerance) => Some(match ratio {
            Some(ratio) if ratio.low > 1.0 + tolerance.of_memory() && more => Decision::Regressed,
            Some(ratio) if ratio.high < 1.0 + tolerance.of_memory() => Decision::Within,
            _ if !more => Decision::Within,
            // The base holds next to nothing, and the candidate more than the floor.
            None if pairs.iter().all(|pair| pair.candidate - pair.base > MEMORY_FLOOR) => Decision::Regressed,
            _ => Decision::Undecided { pairs_needed: None },
        }),
        Question::AnyChange => None,
    };
    // What stands on both sides is what the ratio is of; the floor is one of medians.
    let of_the_ratio = ratio.and_then(|_| sides_of_the_typical(pairs));
    let (statistic, (base, candidate)) = match of_the_ratio {
        Some(sides) => (Statistic::TrimmedMean, sides),
        None => (Statistic::Median, (base, candidate)),
    };
    let unit = Unit::Bytes;
    Some(Quantity { name: name.into(), of: None, unit, statistic, base, candidate, ratio, finding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Tolerance;

    #[test]
    fn both_sides_are_one_statistic_and_the_ratio_is_theirs() {
        let pairs: Vec<Pair> =
            [[300e6, 330e6], [310e6, 900e6], [100e6, 120e6], [305e6, 320e6], [302e6, 340e6]]
                .map(|[base, candidate]| Pair { base, candidate })
                .into();
        for count in 1..=pairs.len() {
            let quantity = memory("resident memory", &pairs[..count], Question::AnyChange).expect("pairs");
            match quantity.ratio {
                Some(ratio) => {
                    assert_eq!(quantity.statistic, Statistic::TrimmedMean);
                    assert!(
                        (quantity.candidate / quantity.base - ratio.estimate).abs() < 1e-9,
                        "{quantity:?}"
                    );
                }
                None => assert_eq!((quantity.statistic, count < 3), (Statistic::Median, true)),
            }
        }
    }

    #[test]
    fn b1_fewer_than_three_pairs_decide_nothing() {
        let finding = |pairs: &[[f64; 2]]| {
            let pairs: Vec<Pair> =
                pairs.iter().map(|[base, candidate]| Pair { base: *base, candidate: *candidate }).collect();
            memory("resident memory", &pairs, Question::Tolerance(Tolerance::Part(0.1)))
                .and_then(|quantity| quantity.finding)
        };
        let undecided = Some(Decision::Undecided { pairs_needed: None });
        for sides in [[300e6, 302e6], [300e6, 600e6], [300e6, 300e6], [0.0, 9e6]] {
            assert_eq!(finding(&[sides]), undecided, "{sides:?}");
            assert_eq!(finding(&[sides; 2]), undecided, "{sides:?}");
        }
        assert_eq!(finding(&[[300e6, 302e6]; 3]), Some(Decision::Within));
        assert_eq!(finding(&[[300e6, 600e6]; 3]), Some(Decision::Regressed));
        assert_eq!(finding(&[[0.0, 9e6]; 3]), Some(Decision::Regressed));
    }
}
