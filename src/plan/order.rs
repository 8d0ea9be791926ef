//! Who goes first: the second of a pair runs warmer, so each side is first equally often.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// Orders of pairs, balanced within each two: one after the other or crosswise, as drawn.
#[derive(Debug)]
pub struct PairOrder {
    random: StdRng,
    next: Option<bool>,
}

impl PairOrder {
    /// The same seed gives the same order.
    pub fn seeded(seed: u64) -> Self {
        Self { random: StdRng::seed_from_u64(seed), next: None }
    }

    /// So many of several, drawn, no one twice; all of them where there are not more.
    pub fn some_of(&mut self, all: &[u32], count: usize) -> Vec<u32> {
        all.sample(&mut self.random, count).copied().collect()
    }

    /// Whether the base goes first in the next pair.
    pub fn base_first(&mut self) -> bool {
        match self.next.take() {
            Some(second) => second,
            None => {
                let first = self.random.random_bool(0.5);
                self.next = Some(!first);
                first
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_some_are_drawn_and_each_in_turn() {
        let mut order = PairOrder::seeded(1);
        let drawn: Vec<Vec<u32>> = (0..40).map(|_| order.some_of(&[3, 5, 8], 2)).collect();
        assert!(drawn.iter().all(|two| two.len() == 2 && two[0] != two[1]), "{drawn:?}");
        assert!([3, 5, 8].iter().all(|one| drawn.iter().flatten().any(|other| other == one)));
        assert_eq!(order.some_of(&[7], 2), [7]);
        assert!(order.some_of(&[], 2).is_empty());
    }

    #[test]
    fn each_two_pairs_are_balanced_and_the_seed_fixes_them() {
        let drawn = |seed| {
            let mut order = PairOrder::seeded(seed);
            (0..40).map(|_| order.base_first()).collect::<Vec<_>>()
        };
        assert!(drawn(7).chunks(2).all(|two| two[0] != two[1]));
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
    }
}
