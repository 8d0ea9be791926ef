//! What was measured of candidates, kept as the few numbers that decide.
//!
//! A batch is a few runs of one candidate, interleaved with runs of both ends. Whatever the machine did meanwhile is in all three:
//! only differences within a batch count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Logarithms of times: of a candidate, and of both ends beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Of the good end.
    pub good: Vec<f64>,
    /// Of the bad end.
    pub bad: Vec<f64>,
    /// Of the candidate; empty where the ends alone were measured.
    pub candidate: Vec<f64>,
}

/// How often it failed, of how many runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// With the failure that is looked for.
    pub bad: u32,
    /// All that answered.
    pub runs: u32,
}

/// Weighted sums of one candidate's contrasts: with its value, and with where it stands among the ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contrast {
    /// Sum of weights.
    pub w: f64,
    /// Weighted sum of values.
    pub wy: f64,
    /// Weighted sum of the part of the effect that the anchor holds.
    pub wp: f64,
    /// Second moments: value by value, value by part, part by part.
    pub wyy: f64,
    /// As above.
    pub wyp: f64,
    /// As above.
    pub wpp: f64,
    /// Contrasts.
    pub count: u32,
    /// Sum of the logarithms of variances, of which the noise is one.
    pub log_v: f64,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Sums of the differences between the ends: weights, values, squares.
    pub ends: Contrast,
    /// Of each candidate that was measured, by its number.
    pub contrasts: BTreeMap<usize, Contrast>,
    /// Squares of runs around their own mean, and how many are free.
    pub within: (f64, u32),
    /// Of each candidate that answers by yes or no; 0 is the good end, the last the bad one.
    pub tallies: BTreeMap<usize, Tally>,
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

impl Contrast {
    fn add(&mut self, y: f64, p: f64, v: f64) {
        let w = 1.0 / v;
        self.w += w;
        self.wy += w * y;
        self.wp += w * p;
        self.wyy += w * y * y;
        self.wyp += w * y * p;
        self.wpp += w * p * p;
        self.count += 1;
        self.log_v += v.ln();
    }
}

impl Evidence {
    /// Adds a batch of a candidate. One without an end is left out: it has nothing to stand against.
    pub fn add(&mut self, number: usize, batch: &Batch) {
        let Batch { good, bad, candidate } = batch;
        if good.is_empty() || bad.is_empty() {
            return;
        }
        for runs in [good, bad, candidate].into_iter().filter(|runs| runs.len() > 1) {
            let middle = mean(runs);
            self.within.0 += runs.iter().map(|run| (run - middle).powi(2)).sum::<f64>();
            self.within.1 += runs.len() as u32 - 1;
        }
        let [of_good, of_bad] = [good.len() as f64, bad.len() as f64];
        self.ends.add(mean(bad) - mean(good), 0.0, 1.0 / of_good + 1.0 / of_bad);
        if !candidate.is_empty() {
            let part = of_bad / (of_good + of_bad);
            let anchor = mean(good) * (1.0 - part) + mean(bad) * part;
            let variance = 1.0 / candidate.len() as f64 + 1.0 / (of_good + of_bad);
            self.contrasts.entry(number).or_default().add(mean(candidate) - anchor, part, variance);
        }
    }

    /// Adds answers of a candidate.
    pub fn add_answers(&mut self, number: usize, tally: Tally) {
        let known = self.tallies.entry(number).or_default();
        known.bad += tally.bad;
        known.runs += tally.runs;
    }

    /// The difference of the ends in logarithms, and its standard error; None before there are two batches' worth of runs.
    pub fn effect(&self) -> Option<(f64, f64)> {
        let (squares, free) = self.within;
        (free > 1 && self.ends.w > 0.0)
            .then(|| (self.ends.wy / self.ends.w, (squares / f64::from(free) / self.ends.w).sqrt()))
    }

    /// Where a candidate stands: 0 as the good end, 1 as the bad one, and its standard error.
    pub fn standing(&self, number: usize) -> Option<(f64, f64)> {
        let (effect, _) = self.effect()?;
        let contrast = self.contrasts.get(&number)?;
        let (squares, free) = self.within;
        let level = (contrast.wy + effect * contrast.wp) / contrast.w / effect;
        Some((level, (squares / f64::from(free) / contrast.w).sqrt() / effect.abs()))
    }
}
