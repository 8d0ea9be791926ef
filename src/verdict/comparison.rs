//! The verdict on a comparison: regressed or not, and which modules make the difference.

use std::path::Path;

use super::failed::of_failure;
use super::reason::{ComparisonReason, CreationReason, FailureReason, PairsReason, ReadingReason, Reason};
use super::reasoned::Verdict;
use super::status::Status;
use super::{creation, differences, growth, hot_lines};
use crate::comparison::{Comparison, Interleaved, Now, Quantity, Unit};
use crate::measure::{
    CreationMeasurement, FailedRun, GrowthMeasurement, ImportMeasurement, Timed, TimedPair, observed, pairing,
};
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
    let open = || quantities.iter().filter(|quantity| is_open(quantity));
    if let Some(first) = open().next() {
        let undecided = |quantity: &Quantity| ComparisonReason::Undecided { quantity: quantity.clone() };
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

fn is_open(quantity: &Quantity) -> bool {
    matches!(quantity.finding, Some(Decision::Undecided { .. }))
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
    open: &Quantity,
    rule: &ComparisonRule,
    interrupted: bool,
) -> Vec<PairsReason> {
    let pairs = comparison.measured.pairs().len();
    if interrupted {
        return vec![PairsReason::Interrupted { pairs }];
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let calibrated = against.slowness.is_some() || against.probe == "growth";
        return vec![if calibrated {
            PairsReason::StoredNumbersAreFixed
        } else {
            PairsReason::NotCalibrated
        }];
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
    let forecast = match open.finding {
        Some(Decision::Undecided { pairs_needed: Some(pairs) }) => PairsReason::Needed { pairs },
        _ => PairsReason::AtTheTolerance,
    };
    ended.into_iter().chain([forecast]).collect()
}

/// That there are fewer pairs than ever decide anything, where it is so.
fn too_few(taken: &[TimedPair], rule: &ComparisonRule) -> Option<PairsReason> {
    let observed = observed(taken);
    let (pairs, least, stolen) = (observed.pairs.len(), rule.least(&observed), observed.stolen);
    let fixed = rule.fixed.is_some();
    (pairs < least).then_some(PairsReason::TooFew { pairs, least, stolen, fixed })
}

/// What the verdict rests on; a quantity of its reasons is not repeated.
fn evidence(
    comparison: &Comparison,
    rule: &ComparisonRule,
    labels: [&str; 2],
    reasons: &[Reason],
) -> Vec<Reason> {
    let pairs = comparison.measured.pairs().len();
    let mut sampling = Vec::new();
    if pairs > 0 {
        let in_turn = match &comparison.measured {
            Interleaved::Import(imports) => imports.in_turn.clone(),
            _ => None,
        };
        let pairing = pairing(comparison.measured.pairs());
        sampling.push(PairsReason::Samples { pairs, seed: rule.seed, pairing, in_turn });
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let [then, now] = against.samples;
        sampling.push(PairsReason::StoredSamples { then, now });
        sampling.extend(against.slowness.map(|slowness| PairsReason::Calibrated { slowness }));
    }
    let named = |quantity: &Quantity| {
        let is_it = |reason: &Reason| match reason {
            Reason::Comparison(reason) => reason.quantity() == Some(quantity),
            _ => false,
        };
        reasons.iter().any(is_it)
    };
    let shown = comparison.quantities.iter().filter(|quantity| !named(quantity)).cloned();
    let shown = shown.map(|quantity| ComparisonReason::Shown { quantity }.into());
    let repeated = of_repeated(comparison, labels).into_iter().map(Into::into);
    let resolution = resolution(comparison, rule).into_iter().map(Into::into);
    let not_read = not_read(&comparison.measured).map(Into::into);
    let sampling = sampling.into_iter().map(Into::into);
    sampling.chain(repeated).chain(shown).chain(not_read).chain(resolution).collect()
}

/// What the repeated creations rest on.
fn of_repeated(comparison: &Comparison, [base, candidate]: [&str; 2]) -> Vec<CreationReason> {
    match &comparison.measured {
        Interleaved::Create(creations) => [(&creations.base, base), (&creations.candidate, candidate)]
            .into_iter()
            .flat_map(|(side, label)| creation::of_the_repeated(side, Some(label)))
            .collect(),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Create(now)) => {
                let taken = !now.repeated_runs.is_empty();
                let none = (comparison.repeated().is_none() && taken).then_some(CreationReason::NoneStored);
                creation::of_the_repeated(now, Some(candidate)).into_iter().chain(none).collect()
            }
            _ => Vec::new(),
        },
        Interleaved::Import(_) | Interleaved::Growth(_) => Vec::new(),
    }
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
    if rule.question != Question::AnyChange {
        let floors = [(Timed::FirstCreation, rule.floor), (Timed::RepeatedCreation, rule.repeated_floor)];
        let judged = |of| comparison.quantities.iter().any(|quantity| quantity.of == Some(of));
        let floors = floors.into_iter().filter(|(of, floor)| *floor > 0.0 && judged(*of));
        evidence
            .extend(floors.map(|(of, floor)| PairsReason::Floor { of, least: Nanos::from_secs_f64(floor) }));
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
            at_once_on: None,
            disturbed,
        };
        let rule = ComparisonRule::tolerating(0.1, 1);
        let calm = vec![pair(Vec::new()); 4];
        assert_eq!(too_few(&calm, &rule), None);
        let of = |pairs, least, stolen, fixed| PairsReason::TooFew { pairs, least, stolen, fixed };
        assert_eq!(too_few(&calm[..3], &rule), Some(of(3, 4, 0, false)));
        let stolen = vec![pair(vec![Disturbance::Stolen]); 6];
        let asked = ComparisonRule { fixed: Some(6), ..rule };
        assert_eq!(too_few(&stolen, &asked), Some(of(6, 19, 6, true)));
    }
}
