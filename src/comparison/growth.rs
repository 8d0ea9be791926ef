//! Growths compared: does one leak where the other does not, or leak more.

use super::memory::MEMORY_FLOOR;
use super::probe::{Comparison, Interleaved};
use super::quantity::{Quantity, Statistic, Unit};
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
    Comparison::of(quantities, None, Interleaved::Growth(Box::new(measured)))
}

/// The quantities of two lists of runs; none where a list is empty.
pub fn growth_quantities(
    base: &[GrowthFigures],
    candidate: &[GrowthFigures],
    question: Question,
) -> Vec<Quantity> {
    let (Some(first), false) = (base.first(), candidate.is_empty()) else { return Vec::new() };
    let tolerance = match question {
        Question::Tolerance(tolerance) => tolerance.of_memory(),
        Question::AnyChange => 0.0,
    };
    let (base, candidate) = (Runs(base), Runs(candidate));
    let objects = f64::from(first.objects.max(1));
    // None where a run of either side did not read it.
    let row = |name: &'static str, unit, part: Part<'_>, finding| {
        let (base, candidate) = (base.median(part)?, candidate.median(part)?);
        let statistic = Statistic::Median;
        Some(Quantity { name: name.into(), of: None, unit, statistic, base, candidate, ratio: None, finding })
    };
    let kind = [base, candidate].map(Runs::memory_kind);
    let alike = kind[0] == kind[1];
    let leak = Some(leak(base, candidate, tolerance));
    let each = |part: Option<f64>| part.map(|part| part / objects);
    let in_memory = row("leak an object", Unit::Bytes, &|run| each(slope(run)), leak).filter(|_| alike);
    // Where there is no memory to compare, the objects alone say whether it leaks.
    let of_objects = leak.filter(|_| in_memory.is_none());
    let objects_left = |run: &GrowthFigures| each(Some(run.live_objects.estimate));
    let held = |run: &GrowthFigures| run.held.map(|held| held.0 as f64);
    let kept = |run: &GrowthFigures| run.kept.map(|kept| kept.0 as f64);
    [
        in_memory,
        row("live objects left by one", Unit::Count, &objects_left, of_objects),
        row("held while alive", Unit::Bytes, &held, heavier(base, candidate, tolerance)),
        row("kept after all rounds", Unit::Bytes, &kept, None).filter(|_| alike),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// One figure of a run; None where it was not read.
type Part<'a> = &'a dyn Fn(&GrowthFigures) -> Option<f64>;

fn slope(run: &GrowthFigures) -> Option<f64> {
    run.memory().map(|slope| slope.estimate)
}

/// Whether the objects of a round hold more; None where that was not read.
fn heavier(base: Runs<'_>, candidate: Runs<'_>, tolerance: f64) -> Option<Decision> {
    let held = |run: &GrowthFigures| run.held.map(|held| held.0 as f64);
    let heavier = candidate.least(&held)? > base.most(&held)? * (1.0 + tolerance) + MEMORY_FLOOR;
    Some(if heavier { Decision::Regressed } else { Decision::Within })
}

fn leak(base: Runs<'_>, candidate: Runs<'_>, tolerance: f64) -> Decision {
    // All runs of the candidate lie above all of the base, by the tolerance and by more than noise.
    let more = |low: Part<'_>, high: Part<'_>, least: f64| {
        let bounds = candidate.least(low).zip(base.most(high));
        bounds.is_some_and(|(low, high)| low > high.max(0.0) * (1.0 + tolerance) + least)
    };
    let memory = base.memory_kind() == candidate.memory_kind()
        && more(&|run| Some(run.memory()?.low), &|run| Some(run.memory()?.high), PAGE / 2.0);
    let live = more(&|run| Some(run.live_objects.low), &|run| Some(run.live_objects.high), 0.5);
    match (base.leak(), candidate.leak()) {
        (_, Some(false)) => Decision::Within,
        (Some(false), Some(true)) => Decision::Regressed,
        (Some(true), Some(true)) if memory || live => Decision::Regressed,
        (Some(true), Some(true)) => Decision::Within,
        _ => Decision::Undecided { pairs_needed: None },
    }
}

#[derive(Clone, Copy)]
struct Runs<'a>(&'a [GrowthFigures]);

impl Runs<'_> {
    /// Whether they leak; None where they do not agree, or one does not know.
    fn leak(self) -> Option<bool> {
        let first = self.0.first()?.leaks;
        first.filter(|_| self.0.iter().all(|run| run.leaks == first))
    }

    /// The memory that every run read: the unique one (true), or the resident one.
    fn memory_kind(self) -> Option<bool> {
        let unique = self.0.iter().all(|run| run.unique.is_some());
        let resident = self.0.iter().all(|run| run.unique.is_none() && run.resident.is_some());
        (unique || resident).then_some(unique)
    }

    fn values(self, part: Part<'_>) -> Option<Vec<f64>> {
        self.0.iter().map(part).collect()
    }

    fn least(self, part: Part<'_>) -> Option<f64> {
        self.values(part)?.into_iter().reduce(f64::min)
    }

    fn most(self, part: Part<'_>) -> Option<f64> {
        self.values(part)?.into_iter().reduce(f64::max)
    }

    fn median(self, part: Part<'_>) -> Option<f64> {
        quantile(&self.values(part)?, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use crate::quantity::Tolerance;
    use crate::statistics::Interval;

    fn run(leaks: Option<bool>, pages: f64, held: i64) -> GrowthFigures {
        let slope = Interval::missing(pages * PAGE, [(pages - 0.2) * PAGE, (pages + 0.2) * PAGE], 0.01);
        let none = Interval::exact(0.0);
        let held = Some(BytesDelta(held));
        let unique = Some(slope);
        GrowthFigures { objects: 10, leaks, unique, resident: None, live_objects: none, held, kept: held }
    }

    fn finding(base: &[GrowthFigures], candidate: &[GrowthFigures]) -> [Option<Decision>; 2] {
        let rows = growth_quantities(base, candidate, Question::Tolerance(Tolerance::Part(0.1)));
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

    #[test]
    fn a6_memory_of_two_kinds_or_of_none_is_not_compared() {
        let known = run(Some(false), 0.0, 0);
        let resident = GrowthFigures { resident: known.unique, unique: None, ..known };
        let unread = GrowthFigures { leaks: None, unique: None, held: None, kept: None, ..known };
        let names = |base, candidate| {
            let rows = growth_quantities(&[base], &[candidate], Question::Tolerance(Tolerance::Part(0.1)));
            rows.into_iter().map(|row| (row.name.to_string(), row.finding)).collect::<Vec<_>>()
        };
        let undecided = Some(Decision::Undecided { pairs_needed: None });
        let objects = |finding| ("live objects left by one".to_owned(), finding);
        assert_eq!(names(known, unread), [objects(undecided)]);
        assert_eq!(names(resident, resident)[0], ("leak an object".into(), Some(Decision::Within)));
        assert_eq!(names(known, resident)[0], objects(Some(Decision::Within)));
    }
}
