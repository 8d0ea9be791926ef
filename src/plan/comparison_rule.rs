//! The rule that judges one program against another, pair by pair.

use serde::Serialize;

use crate::statistics::{Interval, Pair, faster_third, typical};

/// Pair counts at which the rule looks. Between them it only collects.
const LOOKS: [usize; 8] = [6, 9, 13, 19, 28, 40, 56, 80];
/// Looks that a question of tolerance may take: the first six, 40 pairs.
const LOOKS_FOR_A_TOLERANCE: usize = 6;
/// Error rate of a wrong "regressed" over all looks and all comparisons of a run,
const ALPHA: f64 = 1e-3;
/// and of a wrong "changed" where any change is asked for.
const ALPHA_ANY_CHANGE: f64 = 1e-2;
/// Fewer pairs than this decide nothing.
pub const LEAST_PAIRS: usize = 6;
/// A forecast of pairs stops here.
const MOST_FORECAST: f64 = 10_000.0;

/// What is asked of two programs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is the candidate slower by more than this part?
    Tolerance(f64),
    /// Is it slower or faster at all?
    AnyChange,
}

/// What the pairs say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Slower by more than is tolerated.
    Regressed,
    /// Slower by more than is tolerated in a part of its runs, the fastest apart.
    RegressedInPart,
    /// Not slower by more than is tolerated. Of any change: none was seen in all pairs.
    Within,
    /// Any change was asked for, and it is faster.
    Faster,
    /// The interval holds the bound.
    Undecided {
        /// Pairs that would probably decide, where that can be told.
        pairs_needed: Option<usize>,
    },
}

/// When to stop, and what the pairs say.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ComparisonRule {
    /// What is asked.
    pub question: Question,
    /// Comparisons in the run: the error rate holds for all of them together.
    pub comparisons: usize,
    /// Exactly this many pairs, where the user said so.
    pub fixed: Option<usize>,
    /// Seed of the bootstrap and of the order.
    pub seed: u64,
}

impl ComparisonRule {
    fn looks(&self) -> &'static [usize] {
        match self.question {
            Question::Tolerance(_) => &LOOKS[..LOOKS_FOR_A_TOLERANCE],
            Question::AnyChange => &LOOKS,
        }
    }

    /// The most pairs that the rule ever takes.
    pub fn most(&self) -> usize {
        let looks = self.looks();
        self.fixed.unwrap_or(looks[looks.len() - 1])
    }

    /// Error rate of one bound at one look.
    fn alpha(&self) -> f64 {
        let looks = if self.fixed.is_some() { 1 } else { self.looks().len() };
        let share = (looks * self.comparisons.max(1)) as f64;
        match self.question {
            Question::Tolerance(_) => ALPHA / share,
            Question::AnyChange => ALPHA_ANY_CHANGE / 2.0 / share,
        }
    }

    /// The ratio, candidate over base, with bounds that hold for all looks together. None below two pairs.
    pub fn interval(&self, pairs: &[Pair]) -> Option<Interval> {
        faster_third(pairs, self.alpha(), self.seed)
    }

    /// What the pairs say so far.
    pub fn judge(&self, pairs: &[Pair]) -> Finding {
        let undecided = Finding::Undecided { pairs_needed: None };
        let (Some(fast), Some(typical)) = (self.interval(pairs), typical(pairs, self.alpha())) else {
            return undecided;
        };
        if pairs.len() < LEAST_PAIRS {
            return undecided;
        }
        let bound = match self.question {
            Question::Tolerance(tolerance) => 1.0 + tolerance,
            Question::AnyChange => 1.0,
        };
        if fast.low > bound {
            return Finding::Regressed;
        }
        match self.question {
            Question::AnyChange if fast.high < bound => Finding::Faster,
            Question::AnyChange if pairs.len() >= self.most() => Finding::Within,
            Question::AnyChange => undecided,
            // The faster third alone would let a program pass that is slower in half of its runs.
            Question::Tolerance(_) if typical.low > bound => Finding::RegressedInPart,
            Question::Tolerance(_) if fast.high < bound && typical.estimate < bound => Finding::Within,
            Question::Tolerance(_) => Finding::Undecided { pairs_needed: forecast(fast, bound, pairs.len()) },
        }
    }

    /// Whether another pair is wanted.
    pub fn wants_more(&self, pairs: &[Pair]) -> bool {
        if pairs.len() >= self.most() {
            return false;
        }
        if self.fixed.is_some() || !self.looks().contains(&pairs.len()) {
            return true;
        }
        matches!(self.judge(pairs), Finding::Undecided { .. })
    }
}

/// Pairs until the interval is narrow enough for its distance from the bound: its width falls with √n.
fn forecast(interval: Interval, bound: f64, pairs: usize) -> Option<usize> {
    let distance = (interval.estimate.ln() - bound.ln()).abs();
    let half = (interval.high / interval.estimate).ln();
    let needed = pairs as f64 * (half / distance).powi(2);
    (needed.is_finite() && needed < MOST_FORECAST).then(|| (needed.ceil() as usize).max(pairs + 1))
}
