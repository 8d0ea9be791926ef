//! A search: what is known, and what is done next.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::{Cost, Measured, next};
use super::evidence::{Batch, Evidence, Tally};
use super::posterior::{credible_set, posterior};

/// Runs of the candidate in a batch,
pub const BATCH: usize = 5;
/// and of each end beside it: of all numbers that says the most for a run.
pub const ENDS: usize = 3;
/// What a set of candidates holds.
pub const LEVEL: f64 = 0.95;
/// What one candidate must hold before it and its parent are measured once more.
const FIRST: f64 = 0.95;

/// What is done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Measure this candidate.
    Measure(usize),
    /// Nothing: no further answer would say anything. The set holds [`LEVEL`]; one candidate alone is the culprit.
    Done(Vec<usize>),
}

/// What is known of an ordered set of candidates, of which the last is bad, and what stands before the first is good.
#[derive(Clone, Debug)]
pub struct Search {
    prior: Vec<f64>,
    evidence: Evidence,
    skipped: BTreeSet<usize>,
    measured: BTreeMap<usize, Measured>,
    verified: BTreeSet<usize>,
    cost: Cost,
}

impl Search {
    /// Of candidates with these priors, which need not sum to one; None where there is none.
    pub fn of(prior: &[f64], cost: Cost) -> Option<Self> {
        let whole: f64 = prior.iter().sum();
        (whole > 0.0 && prior.iter().all(|part| *part > 0.0)).then(|| Self {
            prior: prior.iter().map(|part| part / whole).collect(),
            evidence: Evidence::default(),
            skipped: BTreeSet::new(),
            measured: BTreeMap::new(),
            verified: BTreeSet::new(),
            cost,
        })
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.prior.len()
    }

    /// There is always one.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Adds runs of a candidate, beside both ends.
    pub fn add(&mut self, number: usize, batch: &Batch) {
        self.evidence.add(number, batch);
        self.measured(number);
    }

    /// Adds answers of a candidate; 0 is the good end.
    pub fn add_answers(&mut self, number: usize, tally: Tally) {
        self.evidence.add_answers(number, tally);
        self.measured(number);
    }

    fn measured(&mut self, number: usize) {
        let known = self.measured.entry(number).or_default();
        known.is_ready = true;
        known.batches += 1;
    }

    /// A candidate that cannot be measured: it keeps its prior.
    pub fn skip(&mut self, number: usize) {
        self.skipped.insert(number);
    }

    /// One that was thrown away, and costs a build again.
    pub fn forget(&mut self, number: usize) {
        self.measured.entry(number).or_default().is_ready = false;
    }

    /// What was skipped.
    pub fn skipped(&self) -> &BTreeSet<usize> {
        &self.skipped
    }

    /// What was measured.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// How probable each candidate is: the first stands for candidate 1.
    pub fn posterior(&self) -> Vec<f64> {
        posterior(&self.prior, &self.evidence)
    }

    /// The set that holds [`LEVEL`].
    pub fn set(&self) -> Vec<usize> {
        credible_set(&self.posterior(), LEVEL)
    }

    /// What is done next. A candidate that holds enough is measured once more beside its parent before it is named.
    pub fn step(&mut self) -> Step {
        let posterior = self.posterior();
        let (best, most) = posterior.iter().enumerate().fold((0, 0.0), |(best, most), (index, part)| {
            if *part > most { (index, *part) } else { (best, most) }
        });
        let best = best + 1;
        if most >= FIRST {
            let ends = [best - 1, best].into_iter().filter(|number| (1..self.len()).contains(number));
            let unverified = ends
                .filter(|number| !self.skipped.contains(number))
                .find(|number| !self.verified.contains(number));
            return match unverified {
                Some(number) => {
                    self.verified.insert(number);
                    Step::Measure(number)
                }
                None => Step::Done(vec![best]),
            };
        }
        match next(&posterior, &self.skipped, &self.measured, self.cost) {
            Some(number) => Step::Measure(number),
            None => Step::Done(credible_set(&posterior, LEVEL)),
        }
    }

    /// How many candidates are probably measured yet: each answer halves what is left, as far as it is sure.
    pub fn forecast(&self) -> usize {
        let bits: f64 =
            self.posterior().iter().filter(|part| **part > 0.0).map(|part| -part * part.log2()).sum();
        let accuracy = match self.evidence.effect() {
            Some((effect, _)) => {
                let (squares, free) = self.evidence.within;
                let noise = (squares / f64::from(free.max(1))).sqrt().max(1e-9);
                (effect.abs() / (noise * (1.0 / BATCH as f64 * 1.5).sqrt()) / 3.0).powi(2).min(1.0)
            }
            None => 1.0,
        };
        (bits / accuracy.max(0.02)).ceil() as usize + 2
    }

    /// A candidate that stands clearly between the ends, as a part of the time that the bad one takes more: there is a second step.
    /// The one that is farthest from both.
    pub fn between(&self) -> Option<(usize, f64)> {
        let (effect, _) = self.evidence.effect()?;
        let far = |number: &usize| {
            let (level, error) = self.evidence.standing(*number)?;
            // Evidence is logarithms; a person adds times.
            let part = |level: f64| (level * effect).exp_m1() / effect.exp_m1();
            let distance = level.abs().min((level - 1.0).abs());
            let part = part(level);
            (part > 0.2 && part < 0.8 && distance > 5.0 * error).then_some((*number, part))
        };
        let found = self.evidence.contrasts.keys().filter_map(far);
        found.max_by(|one, other| {
            let middle = |part: f64| 0.5 - (part - 0.5).abs();
            middle(one.1).total_cmp(&middle(other.1))
        })
    }
}
