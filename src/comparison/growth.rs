//! Growths compared: does one leak where the other does not, or leak more.

use super::memory::MEMORY_FLOOR;
use super::probe::{Comparison, Interleaved};
use super::quantity::{Quantity, Unit};
use crate::measure::{GrowthFigures, InterleavedGrowths};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::statistics::quantile;

/// The kernel counts memory in pages.
const PAGE: f64 = 4096.0;

/// Compares the runs of both.
pub fn compare_growths(measured: InterleavedGrowths, rule: &ComparisonRule) -> Comparison {
    let figures = |runs: &[crate::measure::GrowthMeasurement]| {
        runs.iter().map(GrowthFigures::of).collect::<Option<Vec<_>>>().unwrap_or_default()
    };
    let quantities =
        growth_quantities(&figures(&measured.base), &figures(&measured.candidate), rule.question);
    Comparison {
        quantities,
        disturbed: Vec::new(),
        difference: None,
        measured: Interleaved::Growth(Box::new(measured)),
    }
}

/// The quantities of two lists of runs; none where a list is empty.
pub fn growth_quantities(
    base: &[GrowthFigures],
    candidate: &[GrowthFigures],
    question: Question,
) -> Vec<Quantity> {
    let (Some(first), false) = (base.first(), candidate.is_empty()) else { return Vec::new() };
    let tolerance = match question {
        Question::Tolerance(tolerance) => tolerance,
        Question::AnyChange => 0.0,
    };
    let (base, candidate) = (Runs(base), Runs(candidate));
    let held = |run: &GrowthFigures| run.held.0 as f64;
    let heavier = candidate.least(held) > base.most(held) * (1.0 + tolerance) + MEMORY_FLOOR;
    let held_finding = if heavier { Decision::Regressed } else { Decision::Within };
    let objects = f64::from(first.objects.max(1));
    let row = |name: &'static str, unit, part: &dyn Fn(&GrowthFigures) -> f64, finding| {
        let (base, candidate) = (base.median(part), candidate.median(part));
        Quantity { name: name.into(), unit, base, candidate, ratio: None, finding }
    };
    vec![
        row(
            "leak an object",
            Unit::Bytes,
            &|run| run.unique.estimate / objects,
            Some(leak(base, candidate, tolerance)),
        ),
        row("live objects left by one", Unit::Count, &|run| run.live_objects.estimate / objects, None),
        row("held while alive", Unit::Bytes, &held, Some(held_finding)),
        row("kept after all rounds", Unit::Bytes, &|run| run.kept.0 as f64, None),
    ]
}

fn leak(base: Runs<'_>, candidate: Runs<'_>, tolerance: f64) -> Decision {
    // All runs of the candidate lie above all of the base, by the tolerance and by more than noise.
    let more = |low: f64, high: f64, least: f64| low > high.max(0.0) * (1.0 + tolerance) + least;
    let unique = more(candidate.least(|run| run.unique.low), base.most(|run| run.unique.high), PAGE / 2.0);
    let live = more(candidate.least(|run| run.live_objects.low), base.most(|run| run.live_objects.high), 0.5);
    match (base.leak(), candidate.leak()) {
        (_, Some(false)) => Decision::Within,
        (Some(false), Some(true)) => Decision::Regressed,
        (Some(true), Some(true)) if unique || live => Decision::Regressed,
        (Some(true), Some(true)) => Decision::Within,
        _ => Decision::Undecided { pairs_needed: None },
    }
}

#[derive(Clone, Copy)]
struct Runs<'a>(&'a [GrowthFigures]);

impl Runs<'_> {
    /// Whether they leak; None where they do not agree, or one does not know.
    fn leak(&self) -> Option<bool> {
        let first = self.0.first()?.leaks;
        first.filter(|_| self.0.iter().all(|run| run.leaks == first))
    }

    fn values(&self, part: impl Fn(&GrowthFigures) -> f64) -> Vec<f64> {
        self.0.iter().map(part).collect()
    }

    fn least(&self, part: impl Fn(&GrowthFigures) -> f64) -> f64 {
        self.values(part).into_iter().fold(f64::INFINITY, f64::min)
    }

    fn most(&self, part: impl Fn(&GrowthFigures) -> f64) -> f64 {
        self.values(part).into_iter().fold(f64::NEG_INFINITY, f64::max)
    }

    fn median(&self, part: impl Fn(&GrowthFigures) -> f64) -> f64 {
        quantile(&self.values(part), 0.5).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use crate::statistics::Interval;

    fn run(leaks: Option<bool>, pages: f64, held: i64) -> GrowthFigures {
        let slope =
            Interval { estimate: pages * PAGE, low: (pages - 0.2) * PAGE, high: (pages + 0.2) * PAGE };
        let none = Interval { estimate: 0.0, low: 0.0, high: 0.0 };
        let held = BytesDelta(held);
        GrowthFigures { objects: 10, leaks, unique: slope, live_objects: none, held, kept: held }
    }

    fn finding(base: &[GrowthFigures], candidate: &[GrowthFigures]) -> [Option<Decision>; 2] {
        let rows = growth_quantities(base, candidate, Question::Tolerance(0.1));
        [rows[0].finding, rows[2].finding]
    }

    #[test]
    fn a_new_leak_and_a_larger_one_are_regressions() {
        let (sound, leak, worse) =
            (run(Some(false), 0.0, 0), run(Some(true), 5.0, 0), run(Some(true), 8.0, 0));
        let leak_of = |base, candidate| finding(&[base, base], &[candidate, candidate])[0];
        assert_eq!(leak_of(sound, sound), Some(Decision::Within));
        assert_eq!(leak_of(sound, leak), Some(Decision::Regressed));
        assert_eq!(leak_of(leak, leak), Some(Decision::Within));
        assert_eq!(leak_of(leak, worse), Some(Decision::Regressed));
        assert_eq!(leak_of(worse, leak), Some(Decision::Within));
        assert_eq!(leak_of(leak, sound), Some(Decision::Within));
        let torn = finding(&[sound, sound], &[sound, leak])[0];
        assert_eq!(torn, Some(Decision::Undecided { pairs_needed: None }));
        assert!(growth_quantities(&[sound], &[], Question::AnyChange).is_empty());
    }

    #[test]
    fn heavier_objects_are_a_regression_from_a_megabyte_on() {
        let held =
            |base, candidate| finding(&[run(Some(false), 0.0, base)], &[run(Some(false), 0.0, candidate)])[1];
        assert_eq!(held(10_000_000, 10_500_000), Some(Decision::Within));
        assert_eq!(held(10_000_000, 13_000_000), Some(Decision::Regressed));
        assert_eq!(held(100_000, 900_000), Some(Decision::Within));
    }
}
