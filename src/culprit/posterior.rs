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

#[cfg(test)]
mod tests {
    use super::super::evidence::Batch;
    use super::*;

    #[track_caller]
    fn is_near(found: &[f64], expected: &[f64]) {
        let far = found.iter().zip(expected).any(|(one, other)| (one / other - 1.0).abs() > 1e-4);
        assert!(!far && found.len() == expected.len(), "{found:?} instead of {expected:?}");
    }

    /// Of each first bad candidate the density of the contrasts is a Student t of several dimensions, weighted over the biases:
    /// `scipy.stats.multivariate_t(zeros(4), b / a * (diag(v) + bias**2 * same + outer(x, x) / 1e-6), df=2 * a).pdf(y)` with
    /// `y = [mean(bad) - mean(good), mean(candidate) - mean(good + bad), …]`, `v = [1/3 + 1/3, 1/5 + 1/6, …]`,
    /// `x = [1, is_bad - 1/2, …]`, `a = 1 + 16 / 2`, `b = 0.0004 + squares_within / 2`, `same` one where both are of one candidate,
    /// times the prior, divided by their sum (scipy 1.17.1).
    #[test]
    fn times_give_the_posterior_of_a_student_t() {
        let mut evidence = Evidence::default();
        let one = Batch {
            good: vec![0.00, 0.02, -0.01],
            bad: vec![0.11, 0.09, 0.10],
            candidate: vec![0.01, 0.03, 0.00, 0.02, -0.01],
        };
        let other = Batch {
            good: vec![0.01, -0.01, 0.00],
            bad: vec![0.08, 0.12, 0.10],
            candidate: vec![0.09, 0.06, 0.11, 0.08, 0.10],
        };
        evidence.add(1, &one);
        evidence.add(3, &other);
        let expected = [4.261_920_946_53e-7, 0.571_427_521_882, 0.428_570_641_411, 1.410_514_855_88e-6];
        is_near(&posterior(&[0.1, 0.4, 0.3, 0.2], &evidence), &expected);
    }

    /// `exp(betaln(failed + 0.5, passed + 9.5) + betaln(found + 9.5, missed + 0.5))` of `scipy.special`, with the answers before the
    /// first bad candidate and from it on, divided by their sum.
    #[test]
    fn answers_give_the_posterior_of_two_beta_binomials() {
        let mut evidence = Evidence::default();
        for (number, bad, runs) in [(0, 0, 3), (2, 1, 4), (3, 2, 2), (4, 3, 3)] {
            evidence.add_answers(number, Tally { bad, runs });
        }
        let other = 0.012_713_048_337_524_45;
        is_near(&posterior(&[0.25; 4], &evidence), &[other, other, 0.961_860_854_987_426_7, other]);
    }
}
