//! Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002): of changes that together
//! fail, the fewest that still do.
//!
//! A change here is anything that can be taken or left; what it is, and how a set of them is tried, the caller knows.

use std::collections::BTreeSet;

/// Changes, by their numbers.
pub type Changes = BTreeSet<usize>;

/// What a set of changes came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Without the failure.
    Good,
    /// With the failure that is looked for.
    Bad,
    /// It cannot be said: it could not be made or run, or failed otherwise.
    Unknown,
}

/// The fewest changes that fail together, of `count` of which all together are known to fail, and none of them not.
///
/// `None` from `try_out` ends the search: then with the fewest that are known to fail until there. No set is tried twice.
/// The result is minimal in one way: without any one of its parts it is not known to fail.
pub fn minimal<Stop>(
    count: usize,
    mut try_out: impl FnMut(&Changes) -> Result<Trial, Stop>,
) -> Result<Changes, (Changes, Stop)> {
    let mut bad: Changes = (0..count).collect();
    let mut known: Vec<(Changes, Trial)> = vec![(bad.clone(), Trial::Bad), (Changes::new(), Trial::Good)];
    let mut pieces = 2;
    while bad.len() > 1 {
        let parts = split(&bad, pieces);
        let complements = parts.iter().map(|part| bad.difference(part).copied().collect::<Changes>());
        let tried: Vec<Changes> = match pieces {
            // Of two halves each is the other's complement.
            2 => parts.clone(),
            _ => parts.iter().cloned().chain(complements).collect(),
        };
        let mut smaller = None;
        for set in tried {
            let answer = match known.iter().find(|(other, _)| *other == set) {
                Some((_, answer)) => *answer,
                None => match try_out(&set) {
                    Ok(answer) => answer,
                    Err(stop) => return Err((bad, stop)),
                },
            };
            known.push((set.clone(), answer));
            if answer == Trial::Bad {
                smaller = Some(set);
                break;
            }
        }
        match smaller {
            Some(set) => {
                pieces = if set.len() * 2 > bad.len() { (pieces - 1).max(2) } else { 2 };
                bad = set;
            }
            None if pieces < bad.len() => pieces = (pieces * 2).min(bad.len()),
            None => break,
        }
    }
    Ok(bad)
}

/// Parts of nearly one size, at most as many as there are changes.
fn split(changes: &Changes, pieces: usize) -> Vec<Changes> {
    let all: Vec<usize> = changes.iter().copied().collect();
    let pieces = pieces.clamp(1, all.len());
    (0..pieces)
        .map(|piece| {
            all[piece * all.len() / pieces..(piece + 1) * all.len() / pieces].iter().copied().collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The minimal set, and how many sets were tried.
    fn found(count: usize, answer: impl Fn(&Changes) -> Trial) -> (Vec<usize>, usize) {
        let mut tries = 0;
        let found = minimal::<()>(count, |set| {
            tries += 1;
            Ok(answer(set))
        });
        (found.expect("nothing stops it").into_iter().collect(), tries)
    }

    #[test]
    fn one_culprit_among_many_takes_about_two_trials_for_each_halving() {
        for culprit in 0..64 {
            let (set, tries) = found(64, |set| if set.contains(&culprit) { Trial::Bad } else { Trial::Good });
            assert_eq!(set, [culprit]);
            assert!(tries <= 12, "{culprit}: {tries}");
        }
    }

    #[test]
    fn two_that_fail_only_together_are_both_named() {
        let (set, tries) = found(16, |set| match (set.contains(&3), set.contains(&12)) {
            (true, true) => Trial::Bad,
            _ => Trial::Good,
        });
        assert_eq!(set, [3, 12]);
        assert!(tries <= 60, "{tries}");
    }

    #[test]
    fn what_cannot_be_tried_is_never_taken_for_good_or_bad() {
        // 5 works only with 6; 5 is the culprit.
        let answer = |set: &Changes| match (set.contains(&5), set.contains(&6)) {
            (true, false) => Trial::Unknown,
            (true, true) => Trial::Bad,
            _ => Trial::Good,
        };
        assert_eq!(found(8, answer).0, [5, 6]);
    }

    #[test]
    fn what_stops_it_leaves_the_fewest_that_are_known_to_fail() {
        let mut left = 1;
        let stopped = minimal(4, |set| {
            if left == 0 {
                return Err("no time");
            }
            left -= 1;
            Ok(if set.contains(&0) { Trial::Bad } else { Trial::Good })
        });
        assert_eq!(stopped, Err((Changes::from([0, 1]), "no time")));
    }

    #[test]
    fn a_single_change_needs_no_trial() {
        assert_eq!(found(1, |_| Trial::Unknown), (vec![0], 0));
    }
}
