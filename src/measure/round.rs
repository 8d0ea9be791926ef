//! What a round gave: one pair, or several at once on processors of their own.

use vitals_probes::wire::Span;

use super::disturbance::Disturbance;

/// What both of a pair gave: each judged time of the base and of the candidate.
pub struct TakenPair<const N: usize> {
    /// The base's times, and the candidate's.
    pub times: [[Span; N]; 2],
    /// Which of them came first.
    pub base_first: bool,
    /// The processor that both ran on at once; None where one came after the other.
    pub at_once_on: Option<u32>,
    /// What disturbed them.
    pub disturbed: Vec<Disturbance>,
}

/// The pairs of a round.
pub struct Round<const N: usize> {
    /// Those in which both answered.
    pub pairs: Vec<TakenPair<N>>,
    /// In one of them a side failed; that is recorded.
    pub failed: bool,
}

impl<const N: usize> Round<N> {
    /// Of a single pair; None where a side failed.
    pub fn of(pair: Option<TakenPair<N>>) -> Self {
        Self { failed: pair.is_none(), pairs: pair.into_iter().collect() }
    }
}
