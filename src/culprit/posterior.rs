//! Takes what was measured, gives how probable each candidate is as the first bad one.
//!
//! A Bayesian change-point over an ordered set. The effect and the noise are integrated out (normal, inverse gamma); a candidate's
//! own bias (layout of its files, its build) is a variance beside the noise, integrated over a grid. Candidates are numbered from 1;
//! 0 is the good end, and the last is the bad one. A first bad candidate `k` means that all from `k` on are bad.

use statrs::function::beta::ln_beta;

use super::evidence::{Contrast, Evidence, Tally};

/// The noise before anything is measured: its shape, and the square of two per cent.
const NOISE: (f64, f64) = (1.0, 0.000_4);
/// A prior of the effect so wide that it decides nothing.
const WIDE: f64 = 1e-6;
/// A candidate's own bias, as parts of the noise of one run, with the prior of each.
const BIASES: [(f64, f64); 4] = [(0.0, 0.7), (0.1, 0.2), (0.4, 0.08), (1.0, 0.02)];
/// How often a good one fails, and a bad one passes: seldom, though it happens. As counts that were seen before.
const FLAKE: [f64; 2] = [0.5, 9.5];

/// How probable each candidate is: the first stands for candidate 1.
pub fn posterior(prior: &[f64], evidence: &Evidence) -> Vec<f64> {
    let mut logs: Vec<f64> = prior.iter().map(|part| part.ln()).collect();
    add_times(&mut logs, evidence);
    add_answers(&mut logs, evidence);
    normalised(&logs)
}

/// From logarithms.
fn normalised(logs: &[f64]) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = logs.iter().map(|log| (log - most).exp()).collect();
    let whole: f64 = parts.iter().sum();
    parts.iter().map(|part| part / whole).collect()
}

/// Sums that the marginal likelihood is made of.
#[derive(Clone, Copy, Default)]
struct Sums {
    xx: f64,
    xy: f64,
    yy: f64,
    log_v: f64,
}

impl Sums {
    /// Adds contrasts of one candidate, which share its bias.
    fn add(&mut self, of: &Contrast, is_bad: bool, bias: f64) {
        let x = f64::from(u8::from(is_bad));
        let (wx, wxy, wxx) = (x * of.w - of.wp, x * of.wy - of.wyp, x * x * of.w - 2.0 * x * of.wp + of.wpp);
        let square = bias * bias;
        let shared = square / (1.0 + square * of.w);
        self.xx += wxx - shared * wx * wx;
        self.xy += wxy - shared * wx * of.wy;
        self.yy += of.wyy - shared * of.wy * of.wy;
        self.log_v += of.log_v + (1.0 + square * of.w).ln();
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            xx: self.xx + other.xx,
            xy: self.xy + other.xy,
            yy: self.yy + other.yy,
            log_v: self.log_v + other.log_v,
        }
    }

    /// The logarithm of the marginal likelihood, up to what all hypotheses share.
    fn log_likelihood(&self, within: (f64, u32), count: u32) -> f64 {
        let information = self.xx + WIDE;
        let rest = (self.yy - self.xy * self.xy / information).max(0.0) + within.0;
        let (shape, scale) = NOISE;
        let shape = shape + f64::from(count + within.1) / 2.0;
        -0.5 * self.log_v - 0.5 * information.ln() - shape * (scale + rest / 2.0).ln()
    }
}

fn add_times(logs: &mut [f64], evidence: &Evidence) {
    if evidence.contrasts.is_empty() {
        return;
    }
    let count = evidence.ends.count + evidence.contrasts.values().map(|of| of.count).sum::<u32>();
    let mut ends = Sums::default();
    ends.add(&evidence.ends, true, 0.0);
    let known: Vec<(usize, &Contrast)> =
        evidence.contrasts.iter().map(|(number, of)| (*number, of)).collect();
    // The likelihood changes only where a measured candidate passes from one side to the other.
    let mut of_interval = vec![f64::NEG_INFINITY; known.len() + 1];
    for (bias, weight) in BIASES {
        let side = |is_bad: bool| {
            known.iter().map(move |(_, of)| {
                let mut sums = Sums::default();
                sums.add(of, is_bad, bias);
                sums
            })
        };
        let mut after: Vec<Sums> = vec![Sums::default()];
        side(true).rev().for_each(|sums| after.push(after[after.len() - 1].and(&sums)));
        after.reverse();
        let mut before = ends;
        let mut good = side(false);
        for (interval, after) in after.iter().enumerate() {
            let log = weight.ln() + before.and(after).log_likelihood(evidence.within, count);
            of_interval[interval] = log_sum(of_interval[interval], log);
            if let Some(sums) = good.next() {
                before = before.and(&sums);
            }
        }
    }
    add_by_interval(logs, &known.iter().map(|(number, _)| *number).collect::<Vec<_>>(), &of_interval);
}

fn log_sum(one: f64, other: f64) -> f64 {
    let most = one.max(other);
    if most == f64::NEG_INFINITY { most } else { most + ((one - most).exp() + (other - most).exp()).ln() }
}

/// A first bad candidate `k` has those below it on the good side.
fn add_by_interval(logs: &mut [f64], known: &[usize], of_interval: &[f64]) {
    for (index, log) in logs.iter_mut().enumerate() {
        *log += of_interval[known.partition_point(|number| *number < index + 1)];
    }
}

fn add_answers(logs: &mut [f64], evidence: &Evidence) {
    if evidence.tallies.is_empty() {
        return;
    }
    let known: Vec<(usize, Tally)> =
        evidence.tallies.iter().map(|(number, tally)| (*number, *tally)).collect();
    let sum = |of: &[(usize, Tally)]| {
        let bad: u32 = of.iter().map(|(_, tally)| tally.bad).sum();
        let runs: u32 = of.iter().map(|(_, tally)| tally.runs).sum();
        (f64::from(bad), f64::from(runs - bad))
    };
    let [seldom, often] = FLAKE;
    let of_interval: Vec<f64> = (0..=known.len())
        .map(|split| {
            let (failed, passed) = sum(&known[..split]);
            let (found, missed) = sum(&known[split..]);
            ln_beta(failed + seldom, passed + often) + ln_beta(found + often, missed + seldom)
        })
        .collect();
    let numbers: Vec<usize> = known.iter().map(|(number, _)| *number).collect();
    add_by_interval(logs, &numbers, &of_interval);
}

/// The fewest candidates that together hold so much, in order, by their numbers.
pub fn credible_set(posterior: &[f64], level: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..posterior.len()).collect();
    order.sort_by(|one, other| posterior[*other].total_cmp(&posterior[*one]).then(one.cmp(other)));
    let mut held = 0.0;
    let mut set: Vec<usize> = Vec::new();
    for index in order {
        if held >= level {
            break;
        }
        held += posterior[index];
        set.push(index + 1);
    }
    set.sort_unstable();
    set
}
