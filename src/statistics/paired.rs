//! Ratios of paired times: two programs, interleaved.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use super::Interval;
use super::interval::student_quantile;
use super::trimmed::{TRIMMED, TrimmedMean, trimmed_mean};

/// What two neighbouring runs gave, in the same unit; both above zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pair {
    /// Of the program that is compared with.
    pub base: f64,
    /// Of the program in question.
    pub candidate: f64,
}

/// Resamples of the bootstrap: its error estimate is then itself uncertain by 1/√(2·200) = 5 %.
const RESAMPLES: usize = 200;

/// What is assumed of the spread before any was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Standard deviation of a logarithm.
    pub sd: f64,
    /// How many observations that assumption is worth.
    pub freedom: f64,
}

/// Ratio of the means of each side's faster third, candidate over base. Its error rate beyond either bound is `alpha`.
///
/// Noise only ever adds time, so the faster runs say most of the program. The standard error of the logarithm is
/// that of a bootstrap over pairs (Efron and Tibshirani 1993, section 6.2), moderated as in
/// [`geometric_mean`](super::geometric_mean), with t bounds on its n − 1 degrees of freedom and the prior's, which is of a
/// time's logarithm. None below two pairs.
pub fn faster_third(pairs: &[Pair], alpha: f64, seed: u64, prior: Prior) -> Option<Interval> {
    let n = pairs.len();
    if n < 2 {
        return None;
    }
    let kept = n.div_ceil(3).max(2);
    let estimate = log_ratio_of_fastest(pairs.to_vec(), kept);
    let mut random = StdRng::seed_from_u64(seed);
    let resampled: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..n).map(|_| pairs[random.random_range(0..n)]).collect();
            log_ratio_of_fastest(drawn, kept)
        })
        .collect();
    let (_, variance) = mean_and_variance(&resampled);
    bounds(estimate, variance, [prior.sd.powi(2) / kept as f64, prior.freedom], (n - 1) as f64, alpha)
}

/// Typical ratio of the pairs, slow ones included: the trimmed mean of the log ratios, with Yuen's (1974) error.
///
/// Where both sides of a pair meet the same machine at the same moment, nothing says more of their ratio. It sees what
/// [`faster_third`] cannot, too: a program that is slower in a part of its runs. Its error rate beyond either bound is
/// `alpha`; the prior is of a log ratio. None below three pairs.
pub fn typical(pairs: &[Pair], alpha: f64, prior: Prior) -> Option<Interval> {
    let ratios = pairs.iter().map(|pair| positive(pair.candidate).ln() - positive(pair.base).ln());
    let TrimmedMean { mean, squared_error, freedom } = trimmed_mean(ratios.collect())?;
    bounds(mean, squared_error, [prior.sd.powi(2) / (freedom + 1.0), prior.freedom], freedom, alpha)
}

/// Both sides of that typical ratio, of which it is the quotient: the geometric means of the pairs that are not cut. None for
/// no pair.
pub fn sides_of_the_typical(pairs: &[Pair]) -> Option<(f64, f64)> {
    let mut sorted = pairs.to_vec();
    let ratio = |pair: &Pair| positive(pair.candidate).ln() - positive(pair.base).ln();
    sorted.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
    let cut = sorted.len() / TRIMMED;
    let kept = &sorted[cut..sorted.len() - cut];
    let mean = |of: fn(&Pair) -> f64| {
        let sum: f64 = kept.iter().map(|pair| positive(of(pair)).ln()).sum();
        (sum / kept.len() as f64).exp()
    };
    (!kept.is_empty()).then(|| (mean(|pair| pair.base), mean(|pair| pair.candidate)))
}

/// `prior` is a variance of the estimate, and the degrees of freedom that it is worth.
fn bounds(estimate: f64, variance: f64, prior: [f64; 2], freedom: f64, alpha: f64) -> Option<Interval> {
    let [assumed, worth] = prior;
    let all = freedom + worth;
    let moderated = (worth * assumed + freedom * variance) / all;
    let half = student_quantile(1.0 - alpha, all)? * moderated.sqrt();
    Some(Interval::missing(estimate, [estimate - half, estimate + half], 2.0 * alpha).exp())
}

fn log_ratio_of_fastest(pairs: Vec<Pair>, kept: usize) -> f64 {
    let base = mean_of_fastest(pairs.iter().map(|pair| pair.base).collect(), kept);
    let candidate = mean_of_fastest(pairs.iter().map(|pair| pair.candidate).collect(), kept);
    positive(candidate).ln() - positive(base).ln()
}

fn mean_of_fastest(mut values: Vec<f64>, kept: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[..kept].iter().sum::<f64>() / kept as f64
}

/// Mean of the faster third of times, of two at least where there are two. None for an empty sample.
pub fn mean_of_faster_third(values: &[f64]) -> Option<f64> {
    let kept = values.len().div_ceil(3).max(2).min(values.len());
    (kept > 0).then(|| mean_of_fastest(values.to_vec(), kept))
}

fn positive(value: f64) -> f64 {
    value.max(f64::MIN_POSITIVE)
}

/// Mean, and variance with n − 1.
fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, squares / (n - 1.0).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: [f64; 12] = [1.00, 1.05, 0.98, 1.20, 1.01, 0.99, 1.50, 1.02, 1.00, 0.97, 1.10, 1.03];
    const CANDIDATE: [f64; 12] = [1.12, 1.18, 1.09, 1.30, 1.10, 1.60, 1.65, 1.13, 1.08, 1.11, 1.20, 1.14];

    fn pairs() -> Vec<Pair> {
        BASE.into_iter().zip(CANDIDATE).map(|(base, candidate)| Pair { base, candidate }).collect()
    }

    const PRIOR: Prior = Prior { sd: 0.02, freedom: 8.0 };

    #[test]
    fn the_trimmed_mean_and_its_error_are_those_of_scipy() {
        let found = typical(&pairs(), 0.025, PRIOR).expect("enough");
        // scipy 1.17: scipy.stats.trim_mean(log ratios, 0.2), and with the standard deviation sw of
        // scipy.stats.mstats.winsorize(log ratios, (0.2, 0.2)): √(11·sw² / (8·7)); t quantiles of scipy.stats.t.
        assert_eq!(found.level, Some(0.95));
        let estimate: f64 = 0.100_999_904_313_969_57;
        assert!((found.estimate.ln() - estimate).abs() < 1e-12, "{}", found.estimate.ln());
        let without_prior: f64 = 0.005_804_589_516_062_537;
        let prior = PRIOR.sd.powi(2) / 8.0;
        let moderated: f64 = (8.0 * prior + 7.0 * without_prior * without_prior) / 15.0;
        let half = 2.131_449_545_559_323 * moderated.sqrt();
        assert!((found.high.ln() - estimate - half).abs() < 1e-6, "{}", found.high.ln() - estimate);
    }

    #[test]
    fn the_typical_ratio_is_that_of_its_sides() {
        for count in 3..=12 {
            let pairs = &pairs()[..count];
            let (base, candidate) = sides_of_the_typical(pairs).expect("pairs");
            let ratio = typical(pairs, 0.025, PRIOR).expect("enough").estimate;
            assert!((candidate / base / ratio - 1.0).abs() < 1e-12, "{count}");
        }
        assert_eq!(sides_of_the_typical(&[]), None);
    }

    #[test]
    fn the_faster_third_is_what_the_slow_runs_cannot_move() {
        let clean = faster_third(&pairs(), 1e-3, 1, PRIOR).expect("enough");
        let expected: f64 = (1.08 + 1.09 + 1.10 + 1.11) / (0.97 + 0.98 + 0.99 + 1.00);
        assert!((clean.estimate - expected).abs() < 1e-12, "{clean:?}");
        let mut disturbed = pairs();
        disturbed[6].candidate *= 20.0;
        let found = faster_third(&disturbed, 1e-3, 1, PRIOR).expect("enough");
        assert_eq!(found.estimate, clean.estimate);
    }

    #[test]
    fn a_bootstrap_error_is_near_that_of_scipy() {
        let found = faster_third(&pairs(), 0.025, 7, PRIOR).expect("enough");
        // scipy 1.17: scipy.stats.bootstrap, paired, 20,000 resamples: standard error of the same statistic.
        let boot_error = 0.010_895_848_320_575_607_f64;
        let moderated: f64 = (8.0 * PRIOR.sd.powi(2) / 4.0 + 11.0 * boot_error * boot_error) / 19.0;
        let half = 2.093_024_054_408_263_4 * moderated.sqrt();
        let ours = (found.high / found.estimate).ln();
        assert!((ours / half - 1.0).abs() < 0.15, "{ours} against {half}");
    }
}
