//! Growths compared: does one leak where the other does not, or leak more.

use super::{Comparison, InTurn, MEMORY_FLOOR, Quantity, Unit};
use crate::measure::{GrowthMeasurement, GrowthSummary, GrowthsInTurn, Shape};
use crate::plan::{ComparisonRule, Finding, Question};
use crate::statistics::{Interval, quantile};

/// Compares the runs of both.
pub fn compare_growths(measured: GrowthsInTurn, rule: &ComparisonRule) -> Comparison {
    let tolerance = match rule.question {
        Question::Tolerance(tolerance) => tolerance,
        Question::AnyChange => 0.0,
    };
    Comparison {
        quantities: quantities(&measured, tolerance).unwrap_or_default(),
        disturbed: Vec::new(),
        difference: None,
        measured: InTurn::Growth(Box::new(measured)),
    }
}

/// None where a side has no summary.
fn quantities(measured: &GrowthsInTurn, tolerance: f64) -> Option<Vec<Quantity>> {
    let [base, candidate] = [&measured.base, &measured.candidate].map(|runs| Runs::of(runs));
    let (base, candidate) = (base?, candidate?);
    let slope = |part: fn(&GrowthSummary) -> Interval, least: f64| {
        let low = |runs: &Runs<'_>| runs.least(|summary| part(summary).low);
        let high = |runs: &Runs<'_>| runs.most(|summary| part(summary).high);
        // Both runs of the candidate lie above both of the base, by the tolerance and by more than noise.
        low(&candidate) > high(&base).max(0.0) * (1.0 + tolerance) + least
    };
    let unique = slope(|summary| summary.uss.slope, PAGE / 2.0);
    let live = slope(|summary| summary.live_objects.slope, 0.5);
    let leak = match (base.leaks, candidate.leaks) {
        (_, Leaks::Never) => Finding::Within,
        (Leaks::Never, Leaks::Always) => Finding::Regressed,
        (Leaks::Always, Leaks::Always) if unique || live => Finding::Regressed,
        (Leaks::Always, Leaks::Always) => Finding::Within,
        _ => Finding::Undecided { pairs_needed: None },
    };
    let objects = f64::from(measured.base.first()?.objects.max(1));
    let median = |name, unit, part: &dyn Fn(&GrowthSummary) -> f64, finding| {
        let (base, candidate) = (base.median(part), candidate.median(part));
        Quantity { name, unit, base, candidate, ratio: None, finding }
    };
    let held = |summary: &GrowthSummary| summary.held.0 as f64;
    let heavier = candidate.least(held) > base.most(held) * (1.0 + tolerance) + MEMORY_FLOOR;
    let held_finding = if heavier { Finding::Regressed } else { Finding::Within };
    Some(vec![
        median("leak an object", Unit::Bytes, &|summary| summary.uss.slope.estimate / objects, Some(leak)),
        median(
            "live objects left by one",
            Unit::Count,
            &|summary| summary.live_objects.slope.estimate / objects,
            None,
        ),
        median("held while alive", Unit::Bytes, &held, Some(held_finding)),
        median("kept after all rounds", Unit::Bytes, &|summary| summary.kept.0 as f64, None),
    ])
}

/// The kernel counts memory in pages.
const PAGE: f64 = 4096.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaks {
    Always,
    Sometimes,
    Never,
}

struct Runs<'a> {
    summaries: Vec<&'a GrowthSummary>,
    leaks: Leaks,
}

impl<'a> Runs<'a> {
    fn of(runs: &'a [GrowthMeasurement]) -> Option<Self> {
        let summaries: Vec<&GrowthSummary> =
            runs.iter().map(|run| run.summary.as_ref()).collect::<Option<_>>()?;
        let leaking = runs
            .iter()
            .filter(|run| {
                !run.unconfirmed && run.summary.as_ref().is_some_and(|summary| summary.shape == Shape::Leak)
            })
            .count();
        let leaks = match leaking {
            0 if runs.iter().any(|run| run.unconfirmed) => Leaks::Sometimes,
            0 => Leaks::Never,
            all if all == runs.len() => Leaks::Always,
            _ => Leaks::Sometimes,
        };
        (!summaries.is_empty()).then_some(Self { summaries, leaks })
    }

    fn values(&self, part: impl Fn(&GrowthSummary) -> f64) -> Vec<f64> {
        self.summaries.iter().map(|summary| part(summary)).collect()
    }

    fn least(&self, part: impl Fn(&GrowthSummary) -> f64) -> f64 {
        self.values(part).into_iter().fold(f64::INFINITY, f64::min)
    }

    fn most(&self, part: impl Fn(&GrowthSummary) -> f64) -> f64 {
        self.values(part).into_iter().fold(f64::NEG_INFINITY, f64::max)
    }

    fn median(&self, part: impl Fn(&GrowthSummary) -> f64) -> f64 {
        quantile(&self.values(part), 0.5).unwrap_or(0.0)
    }
}
