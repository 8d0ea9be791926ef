//! What the pairs of an import say beside its whole time: the waits that both sides have, and the parts that decide.

use super::disturbance::Disturbance;
use super::import_measurement::ImportMeasurement;
use super::timed_pair::{TimedPair, pairing};
use crate::cause::{DecisivePart, Moments, SharedWait, Sought, TracedPair, decisive_parts, shared_waits};
use crate::plan::{ComparisonRule, Observed, Question};
use crate::quantity::Nanos;
use crate::statistics::quantile;
use vitals_probes::wire::{Span, Trace};

/// The pairs without the waits that both sides have, and the rule for them.
#[derive(Debug)]
pub struct BesideWaits {
    /// Of the waits, the longest first.
    pub waits: Vec<SharedWait>,
    /// The pairs without them.
    pub observed: Observed,
    /// The rule, which tolerates what those waits vary by.
    pub rule: ComparisonRule,
}

impl BesideWaits {
    /// Of an import, or of a probe without shared waits.
    pub fn of(pairs: &[TimedPair], rule: &ComparisonRule, waits: Vec<SharedWait>) -> Self {
        let waited = total(&waits);
        let observed = Observed {
            pairs: pairs.iter().map(|pair| pair.of(|span| beside(span, waited))).collect(),
            pairing: pairing(pairs),
            stolen: pairs.iter().filter(|pair| pair.disturbed.contains(&Disturbance::Stolen)).count(),
        };
        let base: Vec<f64> = pairs.iter().map(|pair| pair.base.active().as_secs_f64()).collect();
        let rule = beside_waits(rule, quantile(&base, 0.5).unwrap_or_default(), &waits);
        Self { waits, observed, rule }
    }
}

/// A time without a wait that it holds.
fn beside(span: Span, waited: Nanos) -> Nanos {
    span.active().saturating_sub(waited).max(span.cpu)
}

/// What several waits last together.
pub fn total(waits: &[SharedWait]) -> Nanos {
    waits.iter().map(|wait| wait.lasted).sum()
}

/// The rule for times without shared waits, of a base that takes `whole` seconds with them: no difference that is smaller
/// than what those waits vary by can be seen, and none is asked for. It tolerates no more than it would of the whole.
pub fn beside_waits(rule: &ComparisonRule, whole: f64, waits: &[SharedWait]) -> ComparisonRule {
    let spread: Nanos = waits.iter().map(|wait| wait.spread).sum();
    let of_whole = match rule.question {
        Question::Tolerance(tolerance) => tolerance.of(whole) * whole,
        Question::AnyChange => 0.0,
    };
    ComparisonRule { floor: rule.floor.max(spread.as_secs_f64().min(of_whole)), ..*rule }
}

/// Two sides of an import.
#[derive(Clone, Copy, Debug)]
pub struct ImportPairs<'a> {
    /// The pairs, in order.
    pub pairs: &'a [TimedPair],
    /// What the base gave.
    pub base: &'a ImportMeasurement,
    /// What the candidate gave.
    pub candidate: &'a ImportMeasurement,
}

impl ImportPairs<'_> {
    /// The traces of the pairs: the last ones of each side. One that filled the caches may stand before them.
    fn traces(&self) -> [&[Trace]; 2] {
        [self.base, self.candidate].map(|side| {
            let count = self.pairs.len();
            let traces = &side.traces[..];
            if traces.len() < count { &[] } else { &traces[traces.len() - count..] }
        })
    }

    /// What the rule looks at.
    pub fn beside_waits(&self, rule: &ComparisonRule) -> BesideWaits {
        let [base, candidate] = self.traces();
        BesideWaits::of(self.pairs, rule, shared_waits(base, candidate))
    }

    /// The parts that are slower by more than the whole may be.
    pub fn decisive_parts(&self, judged: &BesideWaits) -> Vec<DecisivePart> {
        let BesideWaits { observed, rule, .. } = judged;
        let Some(tolerated) = rule.tolerated(&observed.pairs) else { return Vec::new() };
        if self.pairs.len() < rule.least(observed) {
            return Vec::new();
        }
        let [base, candidate] = self.traces();
        let traced = base.iter().zip(candidate).map(|(base, candidate)| TracedPair { base, candidate });
        let sought = Sought { over: tolerated, alpha: rule.alpha(), moments: Moments::Together };
        decisive_parts(&traced.collect::<Vec<_>>(), sought)
    }

    /// Whether another pair is wanted: a part that decides is an answer, though the whole is undecided.
    pub fn wants_more(&self, rule: &ComparisonRule) -> bool {
        if !rule.looks_at(self.pairs.len()) {
            return self.pairs.len() < rule.most();
        }
        let judged = self.beside_waits(rule);
        judged.rule.wants_more(&judged.observed) && self.decisive_parts(&judged).is_empty()
    }
}
