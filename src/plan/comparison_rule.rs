//! The rule that judges one program against another, pair by pair.

use serde::{Deserialize, Serialize};

use super::decision::{Decision, Observed, Question};
use super::pairing::{Pairing, TimeOf};
use crate::statistics::{Interval, Pair, mean_of_faster_third, quantile, typical};

/// Pair counts at which the rule looks. Between them it only collects.
const LOOKS: [usize; 9] = [4, 6, 9, 13, 19, 28, 40, 56, 80];
/// Looks of a question of tolerance: the first seven, to 40 pairs.
const FOR_A_TOLERANCE: std::ops::Range<usize> = 0..7;
/// Looks where any change is asked for: from nine pairs on. Fewer say too little of the noise.
const FOR_ANY_CHANGE: std::ops::Range<usize> = 2..9;
/// Error rate of a wrong "regressed" over all looks and all comparisons of a run,
const ALPHA: f64 = 1e-3;
/// and of a wrong "changed" where any change is asked for.
const ALPHA_ANY_CHANGE: f64 = 1e-2;
/// Fewer pairs than this decide nothing.
const LEAST_PAIRS: usize = 4;
/// Nor do fewer than this where the hypervisor takes time from most of them: it takes it in bursts, may hit one side of a
/// few pairs by chance, and leaves cold caches behind. Of so many, the faster third was spared.
const LEAST_WHERE_STOLEN: usize = 19;
/// That only a part of the runs is slower needs as many.
const LEAST_FOR_A_PART: usize = 19;
/// A forecast of pairs stops here.
const MOST_FORECAST: f64 = 10_000.0;

/// When to stop, and what the pairs say.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonRule {
    /// What is asked.
    pub question: Question,
    /// Comparisons in the run: the error rate holds for all of them together.
    pub comparisons: usize,
    /// Exactly this many pairs, where the user said so.
    pub fixed: Option<usize>,
    /// Seed of the bootstrap and of the order.
    pub seed: u64,
    /// A smaller difference than this is beyond the probe's resolution, and tolerated; in the pairs' unit.
    pub floor: f64,
    /// The same of repeated creations; 0 where an older version did not judge them.
    #[serde(default)]
    pub repeated_floor: f64,
    /// What each time is of.
    #[serde(skip)]
    pub of: TimeOf,
}

impl ComparisonRule {
    /// One comparison, as long as it takes, without a floor.
    #[cfg(test)]
    pub fn tolerating(part: f64, seed: u64) -> Self {
        let question = Question::Tolerance(crate::quantity::Tolerance::Part(part));
        Self {
            question,
            comparisons: 1,
            fixed: None,
            seed,
            floor: 0.0,
            repeated_floor: 0.0,
            of: TimeOf::Import,
        }
    }

    /// The rule for repeated creations, which are judged beside the first ones.
    pub fn of_repeated(&self) -> Self {
        Self { floor: self.repeated_floor, of: TimeOf::RepeatedCreations, ..*self }
    }

    /// The rule for the operations of conversations.
    pub fn of_operations(&self) -> Self {
        Self { of: TimeOf::Operation, ..*self }
    }

    /// The rule for first creations.
    pub fn of_first(&self) -> Self {
        Self { of: TimeOf::FirstCreations, ..*self }
    }

    fn looks(&self) -> &'static [usize] {
        match self.question {
            Question::Tolerance(_) => &LOOKS[FOR_A_TOLERANCE],
            Question::AnyChange => &LOOKS[FOR_ANY_CHANGE],
        }
    }

    /// The most pairs that the rule ever takes.
    pub fn most(&self) -> usize {
        let looks = self.looks();
        self.fixed.unwrap_or(looks[looks.len() - 1])
    }

    /// Error rate of one bound at one look.
    pub fn alpha(&self) -> f64 {
        let looks = if self.fixed.is_some() { 1 } else { self.looks().len() };
        let share = (looks * self.comparisons.max(1)) as f64;
        match self.question {
            Question::Tolerance(_) => ALPHA / share,
            Question::AnyChange => ALPHA_ANY_CHANGE / 2.0 / share,
        }
    }

    /// The ratio, candidate over base, with bounds that hold for all looks together. None below two pairs.
    pub fn interval(&self, pairs: &[Pair], pairing: Pairing) -> Option<Interval> {
        pairing.ratio(pairs, self.alpha(), self.seed, pairing.prior(pairs, self.of))
    }

    /// The largest ratio that is no regression.
    fn bound(&self, pairs: &[Pair]) -> f64 {
        let base: Vec<f64> = pairs.iter().map(|pair| pair.base).collect();
        // Of operations it is what stands on that side: a length of time is as long as the whole of what they take.
        let base = match self.of {
            TimeOf::Operation => mean_of_faster_third(&base),
            _ => quantile(&base, 0.5),
        };
        let base = base.unwrap_or_default();
        self.largest_ratio(base).unwrap_or_else(|| self.least_change(base))
    }

    /// The least ratio that is a change where any is asked for. A server is one process for all of its conversations: what its
    /// addresses do to its speed is in each of them, and no number of pairs takes it out.
    fn least_change(&self, base: f64) -> f64 {
        if self.of == TimeOf::Operation && base > 0.0 { 1.0 + self.floor / base } else { 1.0 }
    }

    /// The largest ratio that is no regression of such a base; None where any change is asked for.
    pub fn largest_ratio(&self, base: f64) -> Option<f64> {
        let floor = if base > 0.0 { self.floor / base } else { 0.0 };
        match self.question {
            Question::Tolerance(tolerance) => Some(1.0 + tolerance.of(base.max(0.0)).max(floor)),
            Question::AnyChange => None,
        }
    }

    /// Seconds by which the candidate may be slower than these; None where any change is asked for.
    pub fn tolerated(&self, pairs: &[Pair]) -> Option<f64> {
        let base: Vec<f64> = pairs.iter().map(|pair| pair.base).collect();
        let base = quantile(&base, 0.5).filter(|base| *base > 0.0)?;
        matches!(self.question, Question::Tolerance(_)).then(|| (self.bound(pairs) - 1.0) * base)
    }

    /// Whether the rule looks when there are so many pairs.
    pub fn looks_at(&self, taken: usize) -> bool {
        self.fixed.is_none() && self.looks().contains(&taken)
    }

    /// How many pairs are missing until the rule looks again, or has enough: at least one.
    pub fn until_it_looks(&self, taken: usize) -> usize {
        let ends = match self.fixed {
            Some(count) => count,
            None => self.looks().iter().copied().find(|look| *look > taken).unwrap_or(taken),
        };
        ends.saturating_sub(taken).max(1)
    }

    /// Fewer pairs than this decide nothing on the machine that they were taken on.
    pub fn least(&self, observed: &Observed) -> usize {
        if 2 * observed.stolen > observed.pairs.len() { LEAST_WHERE_STOLEN } else { LEAST_PAIRS }
    }

    /// What the pairs say so far.
    pub fn judge(&self, observed: &Observed) -> Decision {
        let (pairs, pairing, alpha) = (&observed.pairs[..], observed.pairing, self.alpha());
        let undecided = Decision::Undecided { pairs_needed: None };
        if pairs.len() < self.least(observed) {
            return undecided;
        }
        let typical = typical(pairs, alpha, pairing.prior(pairs, self.of));
        let (Some(ratio), Some(typical)) = (self.interval(pairs, pairing), typical) else { return undecided };
        let bound = self.bound(pairs);
        // Where the faster runs alone are slower, the one side had fewer fast moments.
        if ratio.low > bound && typical.estimate > bound {
            return Decision::Regressed;
        }
        let in_part =
            || pairs.len() >= LEAST_FOR_A_PART && pairing.is_slow_in_a_part(pairs, typical, bound, alpha);
        match self.question {
            Question::AnyChange if ratio.high < bound.recip() && typical.estimate < bound.recip() => {
                Decision::Faster
            }
            Question::AnyChange if pairs.len() >= self.most() => Decision::Within,
            Question::AnyChange => undecided,
            Question::Tolerance(_) if in_part() => Decision::RegressedInPart,
            Question::Tolerance(_) if ratio.high < bound && pairing.of_slow_runs(pairs, typical) < bound => {
                Decision::Within
            }
            Question::Tolerance(_) => {
                Decision::Undecided { pairs_needed: forecast(ratio, bound, pairs.len()) }
            }
        }
    }

    /// Whether another pair is wanted.
    pub fn wants_more(&self, observed: &Observed) -> bool {
        let taken = observed.pairs.len();
        if taken >= self.most() {
            return false;
        }
        if self.fixed.is_some() || !self.looks().contains(&taken) {
            return true;
        }
        matches!(self.judge(observed), Decision::Undecided { .. })
    }
}

/// Whether another pair is wanted where each pair has several judged quantities, one for each rule. One that regressed
/// decides, whatever the others are; no regression needs all of them.
pub fn wants_more(rules: &[ComparisonRule], observed: &[Observed]) -> bool {
    let each = || rules.iter().zip(observed);
    let (open, decided): (Vec<_>, Vec<_>) = each().partition(|(rule, observed)| rule.wants_more(observed));
    !open.is_empty() && !decided.iter().any(|(rule, observed)| rule.judge(observed).is_regression())
}

/// Pairs until the interval is narrow enough for its distance from the bound: its width falls with √n.
fn forecast(interval: Interval, bound: f64, pairs: usize) -> Option<usize> {
    let distance = (interval.estimate.ln() - bound.ln()).abs();
    let half = (interval.high / interval.estimate).ln();
    let needed = pairs as f64 * (half / distance).powi(2);
    (needed.is_finite() && needed < MOST_FORECAST).then(|| (needed.ceil() as usize).max(pairs + 1))
}

#[cfg(test)]
#[path = "comparison_rule_tests.rs"]
mod tests;
