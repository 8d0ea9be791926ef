//! How the two of a pair were measured, and what follows from it for their ratio.

use serde::{Deserialize, Serialize};

use crate::statistics::{Interval, Pair, Prior, faster_third, quantile, sign_test, typical};

/// How the two of a pair were measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// One after the other: each meets the machine at a moment of its own.
    #[default]
    InTurn,
    /// Both at once on one processor, which the kernel gives to one and the other: both meet the same machine.
    AtOnce,
}

/// What one of the times of a pair is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeOf {
    /// One import.
    #[default]
    Import,
    /// The faster third of a process's first creations: at once each begins at the same moment as the other side's.
    FirstCreations,
    /// Many repeated creations.
    RepeatedCreations,
    /// An operation of conversations with a server that stands for all of them.
    Operation,
}

/// Spread that is assumed of a time's logarithm, and of a pair's log ratio, where one came after the other: processors change
/// their speed at about the length of a pair.
const IN_TURN: Prior = Prior { sd: 0.10, freedom: 4.0 };
/// The same where each time is a mean of many.
const IN_TURN_OF_MANY: Prior = Prior { sd: 0.05, freedom: 4.0 };
/// Of a pair's log ratio where both ran at once,
const AT_ONCE: Prior = Prior { sd: 0.03, freedom: 4.0 };
/// where they were so short that the kernel hardly alternated them,
const AT_ONCE_AND_SHORT: Prior = Prior { sd: 0.10, freedom: 4.0 };
/// and of short creations, which begin at the same moment.
const CREATIONS_AT_ONCE_AND_SHORT: Prior = Prior { sd: 0.05, freedom: 4.0 };
/// Seconds.
const SHORT: f64 = 0.015;
/// In some runs a program is slower than is tolerated where it takes so many times what is tolerated in them.
const PLAINLY: f64 = 1.2;

impl Pairing {
    /// What is assumed of the spread of these pairs.
    pub(super) fn prior(self, pairs: &[Pair], of: TimeOf) -> Prior {
        match self {
            Self::InTurn if matches!(of, TimeOf::RepeatedCreations | TimeOf::Operation) => IN_TURN_OF_MANY,
            Self::InTurn => IN_TURN,
            Self::AtOnce if median(pairs) >= SHORT => AT_ONCE,
            Self::AtOnce if of == TimeOf::Import => AT_ONCE_AND_SHORT,
            Self::AtOnce => CREATIONS_AT_ONCE_AND_SHORT,
        }
    }

    /// The ratio, candidate over base, of which the rule's decision is made; wrong beyond either bound with the rate `alpha`.
    pub(super) fn ratio(self, pairs: &[Pair], alpha: f64, seed: u64, prior: Prior) -> Option<Interval> {
        match self {
            // Noise that only one side met adds time: the faster runs say most.
            Self::InTurn => faster_third(pairs, alpha, seed, prior),
            Self::AtOnce => typical(pairs, alpha, prior),
        }
    }

    /// The ratio that must be tolerated too, or a program would pass that is slow in a part of its runs: of the typical pair where
    /// the faster ones decide, of all time together where the typical pair does.
    pub(super) fn of_slow_runs(self, pairs: &[Pair], typical: Interval) -> f64 {
        let sum = |of: fn(&Pair) -> f64| pairs.iter().map(of).sum::<f64>();
        match self {
            Self::InTurn => typical.estimate,
            Self::AtOnce => sum(|pair| pair.candidate) / sum(|pair| pair.base).max(f64::MIN_POSITIVE),
        }
    }

    /// Whether the candidate is slower than `bound` times the base in a part of its runs, the others apart.
    pub(super) fn is_slow_in_a_part(self, pairs: &[Pair], typical: Interval, bound: f64, alpha: f64) -> bool {
        // What disturbs the two of a pair disturbs either as often: log ratios scatter about theirs alike on both sides.
        let count = |is: &dyn Fn(f64) -> bool| {
            pairs.iter().filter(|pair| is(pair.candidate / pair.base.max(f64::MIN_POSITIVE))).count()
        };
        match self {
            Self::InTurn => typical.low > bound,
            Self::AtOnce => {
                let slower = count(&|ratio| ratio > bound * PLAINLY);
                sign_test(slower, count(&|ratio| ratio < bound / PLAINLY)) <= alpha
            }
        }
    }
}

fn median(pairs: &[Pair]) -> f64 {
    quantile(&pairs.iter().map(|pair| pair.base).collect::<Vec<_>>(), 0.5).unwrap_or_default()
}
