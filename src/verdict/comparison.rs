//! The verdict on a comparison: regressed or not, and which modules make the difference.

use std::path::Path;

use super::comparison_evidence::evidence;
use super::failed::of_failure;
use super::reason::{ComparisonReason, FailureReason, PairsReason, Reason, TimeReason};
use super::reasoned::Verdict;
use super::status::Status;
use super::undecided::why_undecided;
use super::{creation, differences, growth, hot_lines};
use crate::comparison::{Comparison, Interleaved, Now, Quantity, Unit};
use crate::measure::{CreationMeasurement, FailedRun};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::quantity::Tolerance;

/// Decisive parts that are named.
const NAMED: usize = 5;

/// How the two sides are spoken of.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// `main~1`, `py:3.13`, `.`.
    pub label: &'a str,
    /// The folder that its places are relative to.
    pub top: &'a Path,
}

/// Judges one probe on two variants.
pub fn judge_comparison(
    comparison: &Comparison,
    rule: &ComparisonRule,
    sides: [Named<'_>; 2],
    interrupted: bool,
) -> Verdict {
    let verdict =
        failed_side(comparison, sides).unwrap_or_else(|| of_findings(comparison, rule, interrupted));
    let faster = comparison
        .quantities
        .iter()
        .any(|quantity| quantity.finding.is_some() && quantity.ratio.is_some_and(|ratio| ratio.high < 1.0));
    let failed = verdict.status == Status::Fail;
    // What is known is shown, decided or not.
    let undecided = verdict.status == Status::Inconclusive;
    let changed = failed || undecided || rule.question == Question::AnyChange || faster;
    let difference = comparison.difference.as_ref().filter(|_| changed);
    let modules = difference.map(differences::causes).unwrap_or_default();
    let tops = sides.map(|side| side.top);
    let lines = if failed { hot_lines::changes(&comparison.measured, tops) } else { Vec::new() };
    let mut own = if failed { of_the_candidate(comparison) } else { Vec::new() };
    if !lines.is_empty() {
        // Where the candidate works says less than where it works more.
        own.retain(|reason| !hot_lines::is_of_one_side(reason));
    }
    let causes = modules.into_iter().chain(lines).chain(own).map(|reason| reason.relative_to(&tops));
    let verdict = verdict.because_of(causes);
    let evidence = evidence(comparison, rule, sides.map(|side| side.label), &verdict.reasons);
    verdict.resting_on_all(evidence)
}

/// What the candidate's own measurement says of a slow creation or a leak.
fn of_the_candidate(comparison: &Comparison) -> Vec<Reason> {
    let creation = |measured: &CreationMeasurement| creation::causes(measured, &comparison.regressed());
    match &comparison.measured {
        Interleaved::Create(creations) => creation(&creations.candidate),
        Interleaved::Growth(growths) => growths.candidate.last().map(growth::what_grew).unwrap_or_default(),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Create(create)) => creation(create),
            Some(Now::Growth(growth)) => growth::what_grew(growth),
            _ => Vec::new(),
        },
        Interleaved::Import(_) => Vec::new(),
    }
}

/// A comparison that compared nothing: the code of a side did not run.
pub fn nothing_compared(reason: impl Into<Reason>, advice: impl Into<Reason>) -> Verdict {
    Verdict::new(Status::Vacuous, reason).because(advice)
}

/// A comparison that could not be made: nothing is known about a regression.
pub fn not_compared(reason: impl Into<Reason>, advice: impl Into<Reason>) -> Verdict {
    Verdict::new(Status::Inconclusive, reason).because(advice)
}

fn failed_side(comparison: &Comparison, sides: [Named<'_>; 2]) -> Option<Verdict> {
    for (index, (failures, side)) in comparison.measured.failures().into_iter().zip(sides).enumerate() {
        let failed: Option<&&FailedRun> = failures.iter().find(|failed| !failed.was_cut_short());
        if let Some(failed) = failed {
            let mut verdict = of_failure(failed, None);
            for reason in &mut verdict.reasons {
                if let Reason::Failure(FailureReason::Worker { side: label, .. }) = reason {
                    *label = Some(side.label.to_owned());
                }
            }
            return Some(verdict.because_of(rate(comparison, index, failures.len())));
        }
    }
    None
}

/// How often a side failed that did not always fail.
fn rate(comparison: &Comparison, side: usize, failed: usize) -> Option<Reason> {
    let answered = comparison.measured.answered()[side];
    (answered > 0).then(|| TimeReason::SomeFailed { failed, tried: failed + answered }.into())
}

fn of_findings(comparison: &Comparison, rule: &ComparisonRule, interrupted: bool) -> Verdict {
    let quantities = &comparison.quantities;
    let mut regressed = quantities.iter().filter_map(|quantity| regression(quantity, rule));
    if let Some(first) = regressed.next() {
        return Verdict::new(Status::Fail, first).because_of(regressed.map(Into::into));
    }
    let open = || quantities.iter().filter(|quantity| is_open(quantity));
    let undecided = |quantity: &Quantity| ComparisonReason::Undecided { quantity: quantity.clone() };
    // A certain part is an answer where the whole is none; where the whole is within the tolerance, that is the answer.
    let whole = quantities.first().filter(|whole| whole.unit == Unit::Seconds && is_open(whole));
    let mut decisive = whole.into_iter().flat_map(|_| parts(comparison, rule));
    if let Some(first) = decisive.next() {
        let others = open().map(|quantity| undecided(quantity).into());
        return Verdict::new(Status::Fail, first).because_of(decisive.map(Into::into)).because_of(others);
    }
    if let Some(first) = open().next() {
        let why = why_undecided(comparison, first, rule, interrupted);
        let others = open().skip(1).map(|quantity| undecided(quantity).into());
        let why = others.chain(why.into_iter().map(Into::into));
        return Verdict::new(Status::Inconclusive, undecided(first)).because_of(why);
    }
    match quantities.first() {
        None if interrupted => Verdict::new(Status::Inconclusive, PairsReason::Interrupted { pairs: 0 }),
        None => Verdict::new(Status::Inconclusive, PairsReason::NoPair),
        Some(first) => {
            let other_times =
                quantities.iter().skip(1).filter(|other| other.finding.is_some() && other.of.is_some());
            let others = other_times.map(|quantity| no_regression(quantity, rule).into());
            Verdict::new(Status::Pass, no_regression(first, rule)).because_of(others)
        }
    }
}

/// The parts that decide by themselves.
fn parts(comparison: &Comparison, rule: &ComparisonRule) -> impl Iterator<Item = ComparisonReason> {
    let tolerance = tolerance(rule.question, Unit::Seconds);
    let parts = comparison.decisive.iter().take(NAMED).cloned();
    parts.filter_map(move |part| Some(ComparisonReason::Part { part, tolerance: tolerance? }))
}

fn is_open(quantity: &Quantity) -> bool {
    matches!(quantity.finding, Some(Decision::Undecided { .. }))
}

fn regression(quantity: &Quantity, rule: &ComparisonRule) -> Option<ComparisonReason> {
    let quantity = quantity.clone();
    match quantity.finding? {
        Decision::Regressed => {
            let tolerance = tolerance(rule.question, quantity.unit);
            Some(ComparisonReason::Regressed { quantity, tolerance })
        }
        Decision::RegressedInPart => Some(ComparisonReason::RegressedInPart { quantity }),
        Decision::Within | Decision::Faster | Decision::Undecided { .. } => None,
    }
}

/// What is tolerated of a quantity: of memory a part alone.
fn tolerance(question: Question, unit: Unit) -> Option<Tolerance> {
    match (question, unit) {
        (Question::Tolerance(tolerance), Unit::Seconds) => Some(tolerance),
        (Question::Tolerance(tolerance), _) => Some(Tolerance::Part(tolerance.of_memory())),
        (Question::AnyChange, _) => None,
    }
}

fn no_regression(quantity: &Quantity, rule: &ComparisonRule) -> ComparisonReason {
    let quantity = quantity.clone();
    match (rule.question, quantity.finding) {
        (Question::AnyChange, Some(Decision::Faster)) => ComparisonReason::Faster { quantity },
        (Question::AnyChange, _) => {
            let resolution = quantity.ratio.map(|ratio| ratio.high - 1.0);
            let resolution = resolution.filter(|resolution| resolution.is_finite());
            ComparisonReason::NoChange { quantity, resolution }
        }
        (Question::Tolerance(given), _) => {
            let tolerance = tolerance(rule.question, quantity.unit).unwrap_or(given);
            ComparisonReason::WithinTolerance { quantity, tolerance }
        }
    }
}
