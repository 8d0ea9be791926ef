//! The verdict on a comparison: regressed or not, and which modules make the difference.

use std::path::Path;

use super::{Reason, Status, Verdict, creation, growth, of_failure};
use crate::cause::{Change, Difference, Share};
use crate::comparison::{Comparison, Interleaved, Now, Quantity, Unit};
use crate::measure::{FailedRun, TimedPair, observed};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::quantity::{Bytes, BytesDelta, Nanos, NanosDelta};
use vitals_probes::wire::Site;

/// Modules that are named.
const NAMED: usize = 5;

/// How the two sides are spoken of.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// `main~1`, `py:3.13`, `.`.
    pub label: &'a str,
    /// The folder that its places are reported relative to.
    pub top: &'a Path,
}

/// Judges one probe on two variants.
pub fn judge_comparison(
    comparison: &Comparison,
    rule: &ComparisonRule,
    sides: [Named<'_>; 2],
    interrupted: bool,
) -> Verdict {
    let mut verdict =
        failed_side(comparison, sides).unwrap_or_else(|| of_findings(comparison, rule, interrupted));
    let faster = comparison
        .quantities
        .iter()
        .any(|quantity| quantity.finding.is_some() && quantity.ratio.is_some_and(|ratio| ratio.high < 1.0));
    let changed = verdict.status == Status::Fail || rule.question == Question::AnyChange || faster;
    if let Some(difference) = comparison.difference.as_ref().filter(|_| changed) {
        for reason in causes(difference, sides) {
            verdict = verdict.because(reason);
        }
    }
    if verdict.status == Status::Fail {
        for reason in of_the_candidate(&comparison.measured, sides[1]) {
            verdict = verdict.because(reason);
        }
    }
    for evidence in evidence(comparison, rule) {
        verdict = verdict.resting_on(evidence);
    }
    verdict
}

/// What the candidate's own measurement says of a slow creation or a leak.
fn of_the_candidate(measured: &Interleaved, side: Named<'_>) -> Vec<String> {
    let reasons = match measured {
        Interleaved::Create(creations) => creation::causes(&creations.candidate),
        Interleaved::Growth(growths) => growths.candidate.last().map(growth::what_grew).unwrap_or_default(),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Create(create)) => creation::causes(create),
            Some(Now::Growth(growth)) => growth::what_grew(growth),
            _ => Vec::new(),
        },
        Interleaved::Import(_) => Vec::new(),
    };
    let top = format!("{}/", side.top.display());
    reasons.into_iter().map(|reason| reason.replace(&top, "")).collect()
}

/// A comparison that compared nothing: the code of a side did not run.
pub fn nothing_compared(reason: String, advice: &str) -> Verdict {
    Verdict::new(Status::Vacuous, reason).because(advice)
}

/// A comparison that could not be made: nothing is known about a regression.
pub fn not_compared(reason: String, advice: &str) -> Verdict {
    Verdict::new(Status::Inconclusive, reason).because(advice)
}

fn failed_side(comparison: &Comparison, sides: [Named<'_>; 2]) -> Option<Verdict> {
    for (failures, side) in comparison.measured.failures().into_iter().zip(sides) {
        let failed: Option<&&FailedRun> = failures.iter().find(|failed| !failed.was_cut_short());
        if let Some(failed) = failed {
            let mut verdict = of_failure(failed, None);
            if let Some(first) = verdict.reasons.first_mut() {
                if let Reason::Legacy(text) = &*first {
                    *first = format!("{}: {text}", side.label).into();
                }
            }
            return Some(verdict);
        }
    }
    None
}

fn of_findings(comparison: &Comparison, rule: &ComparisonRule, interrupted: bool) -> Verdict {
    let judged = || comparison.quantities.iter().filter_map(|quantity| Some((quantity, quantity.finding?)));
    let worse = |finding: &Decision| matches!(finding, Decision::Regressed | Decision::RegressedInPart);
    let regressed: Vec<_> = judged().filter(|(_, finding)| worse(finding)).collect();
    if let Some(((quantity, finding), more)) = regressed.split_first() {
        let mut verdict = Verdict::new(Status::Fail, regression(quantity, *finding, rule));
        for (quantity, finding) in more {
            verdict = verdict.because(regression(quantity, *finding, rule));
        }
        return verdict;
    }
    let open = judged().find_map(|(quantity, finding)| match finding {
        Decision::Undecided { pairs_needed } => Some((quantity, pairs_needed)),
        _ => None,
    });
    if let Some((quantity, needed)) = open {
        return undecided(comparison, quantity, needed, rule, interrupted);
    }
    match comparison.quantities.first() {
        None if interrupted => {
            Verdict::new(Status::Inconclusive, "the run was interrupted before the first pair")
        }
        None => Verdict::new(Status::Inconclusive, "no pair was measured within the budget")
            .because("give a larger --budget"),
        Some(first) => Verdict::new(Status::Pass, no_regression(first, rule)),
    }
}

fn regression(quantity: &Quantity, finding: Decision, rule: &ComparisonRule) -> String {
    let how = match (finding, rule.question) {
        (Decision::RegressedInPart, _) => {
            ": its fastest runs are as fast as before, but many of its runs are slower".to_owned()
        }
        (_, Question::Tolerance(tolerance)) => {
            format!(", more than the {:.0} % that are tolerated", 100.0 * tolerance)
        }
        (_, Question::AnyChange) => String::new(),
    };
    format!("{}{how}", in_words(quantity))
}

fn no_regression(quantity: &Quantity, rule: &ComparisonRule) -> String {
    let reported = in_words(quantity);
    match (rule.question, quantity.finding, quantity.ratio) {
        (Question::AnyChange, Some(Decision::Faster), _) => format!("{reported}: it became faster"),
        (Question::AnyChange, _, Some(ratio)) => {
            format!(
                "{reported}: no change was seen; one of {:.1} % would have been",
                100.0 * (ratio.high - 1.0)
            )
        }
        (Question::Tolerance(tolerance), _, _) => {
            let faster = quantity.ratio.is_some_and(|ratio| ratio.high < 1.0);
            let faster = if faster { ", it became faster" } else { "" };
            format!("{reported}: within the tolerance of {:.0} %{faster}", 100.0 * tolerance)
        }
        _ => reported,
    }
}

fn undecided(
    comparison: &Comparison,
    quantity: &Quantity,
    needed: Option<usize>,
    rule: &ComparisonRule,
    interrupted: bool,
) -> Verdict {
    let pairs = comparison.measured.pairs().len();
    let verdict = Verdict::new(Status::Inconclusive, format!("{}: that decides nothing", in_words(quantity)));
    if interrupted {
        return verdict.because(format!("the run was interrupted after {pairs} pairs"));
    }
    if let Interleaved::Stored(_) = comparison.measured {
        return verdict
            .because("stored numbers are this exact and no more: --replay measures both side by side");
    }
    if comparison.measured.probe() == "growth" {
        return verdict
            .because("the runs do not agree whether it leaks: give more rounds, or a larger --budget");
    }
    if let Some(too_few) = too_few(comparison.measured.pairs(), rule) {
        return verdict.because(too_few);
    }
    let verdict = if pairs < rule.most() {
        verdict.because(format!(
            "the budget ended after {pairs} of {} pairs: give a larger --budget",
            rule.most()
        ))
    } else {
        verdict
    };
    match needed {
        Some(needed) => verdict.because(format!("about {needed} pairs would decide: --pairs {needed}")),
        None => {
            verdict.because("the difference lies at the tolerance itself: no number of pairs decides soon")
        }
    }
}

/// That there are fewer pairs than ever decide anything, where it is so.
fn too_few(pairs: &[TimedPair], rule: &ComparisonRule) -> Option<String> {
    let observed = observed(pairs);
    let (taken, least) = (observed.pairs.len(), rule.least(&observed));
    let stolen = match observed.stolen {
        0 => String::new(),
        stolen => format!(" where the hypervisor takes time from {stolen} of them"),
    };
    let next = if rule.fixed.is_some() { format!("--pairs {least}") } else { "a larger --budget".to_owned() };
    (taken < least)
        .then(|| format!("{taken} pairs are too few{stolen}: at least {least} decide, give {next}"))
}

/// `time 412 ms -> 538 ms, 1.31 times (interval 1.27 … 1.36)`.
pub fn in_words(quantity: &Quantity) -> String {
    let [base, candidate] =
        [quantity.base, quantity.candidate].map(|value| value_in_words(quantity.unit, value));
    let ratio = quantity.ratio.map_or_else(String::new, |ratio| {
        format!(", {:.3} times (interval {:.3} … {:.3})", ratio.estimate, ratio.low, ratio.high)
    });
    format!("{} {base} -> {candidate}{ratio}", quantity.name)
}

/// A value with its unit.
pub fn value_in_words(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => Nanos::from_secs_f64(value).to_string(),
        Unit::Bytes => BytesDelta(value.round() as i64).to_string(),
        Unit::Count => format!("{value:.1}"),
    }
}

fn causes(difference: &Difference, sides: [Named<'_>; 2]) -> Vec<String> {
    let mut reasons: Vec<String> =
        difference.shares.iter().take(NAMED).map(|share| share_in_words(share, sides)).collect();
    let unnamed = difference.shares.iter().skip(NAMED);
    let more = unnamed.fold(difference.others.time, |sum, share| sum + share.part.time);
    let count = difference.other_modules + difference.shares.len().saturating_sub(NAMED);
    if !reasons.is_empty() {
        reasons.push(format!(
            "the whole: {}; {count} other modules together {more}, outside of modules {}",
            difference.whole.time, difference.outside.time
        ));
    } else {
        reasons.push(format!(
            "no module stands out: {count} modules together {more}, outside of modules {}",
            difference.outside.time
        ));
    }
    reasons
}

fn share_in_words(share: &Share, sides: [Named<'_>; 2]) -> String {
    let what = match share.change {
        Change::Added => "is new",
        Change::Removed => "is gone",
        Change::NewlyBlocking => "waits",
        Change::Slower => "is slower",
        Change::Faster => "is faster",
        Change::Heavier => "takes more memory",
        Change::Lighter => "takes less memory",
    };
    let along = match share.along {
        0 => String::new(),
        count => format!(" with {count} modules that it brings"),
    };
    let interval = share.interval.map_or_else(String::new, |interval| {
        let [low, high] = [interval.low, interval.high].map(|bound| NanosDelta((bound * 1e9).round() as i64));
        format!(" ({low} … {high})")
    });
    let memory = if share.part.rss.0.unsigned_abs() >= Bytes(1_000_000).0 {
        format!(", {}{} resident", if share.part.rss.0 > 0 { "+" } else { "" }, share.part.rss)
    } else {
        String::new()
    };
    let waiting = share.stall.as_ref().map_or_else(String::new, |site| {
        format!(", {} at {}", share.waiting.as_deref().unwrap_or("standing still"), place(site, sides))
    });
    let importer = share
        .importer
        .as_ref()
        .map_or_else(String::new, |site| format!(", imported at {}", place(site, sides)));
    format!("{} {what}{along}: {}{interval}{memory}{waiting}{importer}", share.module, share.part.time)
}

/// `shop/app.py:12`, relative to whichever side it lies in; of an environment's packages from `site-packages` on.
fn place(site: &Site, sides: [Named<'_>; 2]) -> String {
    let file = Path::new(&site.file);
    let inside = sides.iter().find_map(|side| file.strip_prefix(side.top).ok());
    let shown = match (inside, site.file.find("site-packages/").or(site.file.find("lib/python3"))) {
        (Some(inside), _) => inside.display().to_string(),
        (None, Some(start)) => site.file[start..].to_owned(),
        (None, None) => site.file.clone(),
    };
    format!("{shown}:{}", site.line)
}

fn evidence(comparison: &Comparison, rule: &ComparisonRule) -> Vec<String> {
    let pairs = comparison.measured.pairs().len();
    let mut evidence = Vec::new();
    if pairs > 0 {
        let seed = rule.seed;
        evidence
            .push(format!("{pairs} pairs of fresh processes, each side first in half of them (seed {seed})"));
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let [then, now] = against.samples;
        evidence.push(format!("{then} stored samples against {now} of now"));
        if let Some(slowness) = against.slowness {
            evidence.push(format!(
                "each beside the import of a fixed set of the standard library, which takes {slowness:.2} times as \
                 long now: the ratio is free of that"
            ));
        }
    }
    evidence.extend(comparison.quantities.iter().skip(1).map(in_words));
    if rule.floor > 0.0 && rule.question != Question::AnyChange {
        let floor = Nanos::from_secs_f64(rule.floor);
        evidence.push(format!("differences under {floor} are beyond the resolution of a first creation"));
    }
    if comparison.quantities.iter().any(|quantity| quantity.unit == Unit::Bytes && quantity.finding.is_some())
    {
        evidence.push("memory hardly varies: a few samples are enough for it".into());
    }
    for (disturbance, count) in &comparison.disturbed {
        evidence.push(format!("{count} of {pairs} pairs were disturbed: {}", disturbance.describe()));
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Disturbance;
    use vitals_probes::wire::Span;

    #[test]
    fn too_few_pairs_are_reported_with_what_to_do() {
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
        let reported = "3 pairs are too few: at least 4 decide, give a larger --budget";
        assert_eq!(too_few(&calm[..3], &rule).as_deref(), Some(reported));
        let stolen = vec![pair(vec![Disturbance::Stolen]); 6];
        let reported = "6 pairs are too few where the hypervisor takes time from 6 of them: at least 19 decide, give --pairs 19";
        let asked = ComparisonRule { fixed: Some(6), ..rule };
        assert_eq!(too_few(&stolen, &asked).as_deref(), Some(reported));
    }
}
