//! The verdict on a comparison: regressed or not, and which modules make the difference.

use std::path::Path;

use super::failed::of_failure;
use super::reason::{ComparisonReason, FailureReason, PairsReason, ReadingReason, Reason};
use super::reasoned::Verdict;
use super::status::Status;
use super::{creation, differences, growth, hot_lines};
use crate::comparison::{Comparison, Interleaved, Now, Quantity, Unit};
use crate::measure::{FailedRun, GrowthMeasurement, ImportMeasurement, TimedPair, observed};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::quantity::Nanos;
use vitals_probes::wire::Unreadable;

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
    let changed = failed || rule.question == Question::AnyChange || faster;
    let difference = comparison.difference.as_ref().filter(|_| changed);
    let modules = difference.map(differences::causes).unwrap_or_default();
    let tops = sides.map(|side| side.top);
    let lines = if failed { hot_lines::changes(&comparison.measured, tops) } else { Vec::new() };
    let mut own = if failed { of_the_candidate(&comparison.measured) } else { Vec::new() };
    if !lines.is_empty() {
        // Where the candidate works says less than where it works more.
        own.retain(|reason| !hot_lines::is_of_one_side(reason));
    }
    let causes = modules.into_iter().chain(lines).chain(own).map(|reason| reason.relative_to(&tops));
    verdict.because_of(causes).resting_on_all(evidence(comparison, rule))
}

/// What the candidate's own measurement says of a slow creation or a leak.
fn of_the_candidate(measured: &Interleaved) -> Vec<Reason> {
    match measured {
        Interleaved::Create(creations) => creation::causes(&creations.candidate),
        Interleaved::Growth(growths) => growths.candidate.last().map(growth::what_grew).unwrap_or_default(),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Create(create)) => creation::causes(create),
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
    for (failures, side) in comparison.measured.failures().into_iter().zip(sides) {
        let failed: Option<&&FailedRun> = failures.iter().find(|failed| !failed.was_cut_short());
        if let Some(failed) = failed {
            let mut verdict = of_failure(failed, None);
            for reason in &mut verdict.reasons {
                if let Reason::Failure(FailureReason::Worker { side: label, .. }) = reason {
                    *label = Some(side.label.to_owned());
                }
            }
            return Some(verdict);
        }
    }
    None
}

fn of_findings(comparison: &Comparison, rule: &ComparisonRule, interrupted: bool) -> Verdict {
    let quantities = &comparison.quantities;
    let mut regressed = quantities.iter().filter_map(|quantity| regression(quantity, rule));
    if let Some(first) = regressed.next() {
        return Verdict::new(Status::Fail, first).because_of(regressed.map(Into::into));
    }
    let open = quantities.iter().find_map(|quantity| match quantity.finding {
        Some(Decision::Undecided { pairs_needed }) => Some((quantity, pairs_needed)),
        _ => None,
    });
    if let Some((quantity, needed)) = open {
        let undecided = ComparisonReason::Undecided { quantity: quantity.clone() };
        let why = why_undecided(comparison, needed, rule, interrupted);
        return Verdict::new(Status::Inconclusive, undecided).because_of(why.into_iter().map(Into::into));
    }
    match quantities.first() {
        None if interrupted => Verdict::new(Status::Inconclusive, PairsReason::Interrupted { pairs: 0 }),
        None => Verdict::new(Status::Inconclusive, PairsReason::NoPair),
        Some(first) => Verdict::new(Status::Pass, no_regression(first, rule)),
    }
}

fn regression(quantity: &Quantity, rule: &ComparisonRule) -> Option<ComparisonReason> {
    let quantity = quantity.clone();
    match quantity.finding? {
        Decision::Regressed => {
            Some(ComparisonReason::Regressed { quantity, tolerance: tolerance(rule.question) })
        }
        Decision::RegressedInPart => Some(ComparisonReason::RegressedInPart { quantity }),
        Decision::Within | Decision::Faster | Decision::Undecided { .. } => None,
    }
}

fn tolerance(question: Question) -> Option<f64> {
    match question {
        Question::Tolerance(tolerance) => Some(tolerance),
        Question::AnyChange => None,
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
        (Question::Tolerance(tolerance), _) => ComparisonReason::WithinTolerance { quantity, tolerance },
    }
}

fn why_undecided(
    comparison: &Comparison,
    needed: Option<usize>,
    rule: &ComparisonRule,
    interrupted: bool,
) -> Vec<PairsReason> {
    let pairs = comparison.measured.pairs().len();
    if interrupted {
        return vec![PairsReason::Interrupted { pairs }];
    }
    if let Interleaved::Stored(_) = comparison.measured {
        return vec![PairsReason::StoredNumbersAreFixed];
    }
    if comparison.measured.probe() == "growth" {
        // Where memory was not read, the evidence says so.
        let unread = not_read(&comparison.measured).is_some();
        return if unread { Vec::new() } else { vec![PairsReason::RunsDisagree] };
    }
    if let Some(too_few) = too_few(comparison.measured.pairs(), rule) {
        return vec![too_few];
    }
    let most = rule.most();
    let ended = (pairs < most).then_some(PairsReason::BudgetEnded { pairs, most });
    let forecast = needed.map_or(PairsReason::AtTheTolerance, |needed| PairsReason::Needed { pairs: needed });
    ended.into_iter().chain([forecast]).collect()
}

/// That there are fewer pairs than ever decide anything, where it is so.
fn too_few(taken: &[TimedPair], rule: &ComparisonRule) -> Option<PairsReason> {
    let observed = observed(taken);
    let (pairs, least, stolen) = (observed.pairs.len(), rule.least(&observed), observed.stolen);
    let fixed = rule.fixed.is_some();
    (pairs < least).then_some(PairsReason::TooFew { pairs, least, stolen, fixed })
}

fn evidence(comparison: &Comparison, rule: &ComparisonRule) -> Vec<Reason> {
    let pairs = comparison.measured.pairs().len();
    let mut sampling = Vec::new();
    if pairs > 0 {
        sampling.push(PairsReason::Samples { pairs, seed: rule.seed });
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let [then, now] = against.samples;
        sampling.push(PairsReason::StoredSamples { then, now });
        sampling.extend(against.slowness.map(|slowness| PairsReason::Calibrated { slowness }));
    }
    let shown = comparison.quantities.iter().skip(1).cloned();
    let shown = shown.map(|quantity| ComparisonReason::Shown { quantity }.into());
    let resolution = resolution(comparison, rule).into_iter().map(Into::into);
    let not_read = not_read(&comparison.measured).map(Into::into);
    sampling.into_iter().map(Into::into).chain(shown).chain(not_read).chain(resolution).collect()
}

/// What was not read on one side, and so is not compared.
fn not_read(measured: &Interleaved) -> Option<ReadingReason> {
    let growth =
        |growth: &GrowthMeasurement| growth.summary.as_ref().map(|summary| summary.memory().is_some());
    let import = |import: &ImportMeasurement| {
        (!import.samples.is_empty())
            .then(|| import.samples.iter().all(|run| run.sample.added_rss().is_some()))
    };
    let known: Vec<bool> = match measured {
        Interleaved::Import(imports) => {
            [&imports.base, &imports.candidate].into_iter().filter_map(import).collect()
        }
        Interleaved::Growth(growths) => {
            growths.base.iter().chain(&growths.candidate).filter_map(growth).collect()
        }
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Import(measured)) => import(measured).into_iter().collect(),
            Some(Now::Growth(measured)) => growth(measured).into_iter().collect(),
            Some(Now::Create(_)) | None => Vec::new(),
        },
        Interleaved::Create(_) => Vec::new(),
    };
    ReadingReason::not_read([known.contains(&false).then_some(Unreadable::Memory)])
}

/// What the measurement cannot see, and what disturbed it.
fn resolution(comparison: &Comparison, rule: &ComparisonRule) -> Vec<PairsReason> {
    let pairs = comparison.measured.pairs().len();
    let mut evidence = Vec::new();
    if rule.floor > 0.0 && rule.question != Question::AnyChange {
        evidence.push(PairsReason::Floor { least: Nanos::from_secs_f64(rule.floor) });
    }
    let judges_memory = |quantity: &Quantity| quantity.unit == Unit::Bytes && quantity.finding.is_some();
    if comparison.quantities.iter().any(judges_memory) {
        evidence.push(PairsReason::MemoryVariesLittle);
    }
    let disturbed = comparison.disturbed.iter();
    evidence.extend(disturbed.map(|(by, count)| PairsReason::Disturbed { by: *by, count: *count, pairs }));
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Disturbance;
    use vitals_probes::wire::Span;

    #[test]
    fn too_few_pairs_are_reported_with_how_many_decide() {
        let pair = |disturbed: Vec<Disturbance>| TimedPair {
            base: Span::default(),
            candidate: Span::default(),
            base_first: true,
            disturbed,
        };
        let question = Question::Tolerance(0.1);
        let rule = ComparisonRule { question, comparisons: 1, fixed: None, seed: 1, floor: 0.0 };
        let calm = vec![pair(Vec::new()); 4];
        assert_eq!(too_few(&calm, &rule), None);
        let of = |pairs, least, stolen, fixed| PairsReason::TooFew { pairs, least, stolen, fixed };
        assert_eq!(too_few(&calm[..3], &rule), Some(of(3, 4, 0, false)));
        let stolen = vec![pair(vec![Disturbance::Stolen]); 6];
        let asked = ComparisonRule { fixed: Some(6), ..rule };
        assert_eq!(too_few(&stolen, &asked), Some(of(6, 19, 6, true)));
    }
}
