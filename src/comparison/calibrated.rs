//! A measurement compared with one that was stored: both are first freed of the machine's speed at their moments.

use vitals_probes::wire::Calibration;

use super::calibrated_modules::{TracedSides, fastest};
use super::calibrated_times::{ALPHA, Calibrated};
use super::growth::growth_quantities;
use super::import::faster_half;
use super::memory::{LEAST_FOR_MEMORY, MEMORY_FLOOR};
use super::pairs::{OF_FIRST, OF_REPEATED, PLAIN, TimeNames};
use super::probe::{Comparison, Interleaved};
use super::quantity::{Quantity, Statistic, Unit};
use super::stored::{AgainstStored, Now};
use crate::cause::{Difference, Measured, SharedWait, shared_waits};
use crate::measure::{
    CalibratedCreation, CalibratedImport, GrowthFigures, GrowthMeasurement, beside_waits, total_wait,
};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::statistics::{Interval, quantile, ratio_between_moments, typical_of};
use crate::store::{StoredCreation, StoredGrowth, StoredImport, StoredProbe, StoredSample, modules::traces};
use vitals_probes::wire::Trace;

/// What the same program differs by from one moment to another, once calibrated: measured as 1.3 to 1.9 % (docs).
const BETWEEN_MOMENTS: f64 = 0.02;
/// Resident memory of the same program differs by this from one moment to another.
const MEMORY_BETWEEN: f64 = 0.01;

/// Compares an import with a stored one.
pub fn import_against(stored: &StoredImport, now: CalibratedImport, rule: &ComparisonRule) -> Comparison {
    let samples: Vec<StoredSample> = now.measured.samples.iter().map(StoredSample::of).collect();
    let candidate = faster_half(&now.measured);
    let mut comparison = imports(stored, &samples, &now.calibrations, &candidate, rule);
    if let Interleaved::Stored(against) = &mut comparison.measured {
        against.now = Some(Now::Import(Box::new(now.measured)));
    }
    comparison
}

fn imports(
    stored: &StoredImport,
    now: &[StoredSample],
    calibrations: &[Calibration],
    candidate: &[(Measured, &Trace)],
    rule: &ComparisonRule,
) -> Comparison {
    let [then, current] = [(&stored.samples[..], &stored.calibrations[..]), (now, calibrations)].map(
        |(samples, calibrations)| {
            let times = samples.iter().map(|sample| sample.times).collect();
            Calibrated { times, calibrations: calibrations.to_vec() }
        },
    );
    let slowness = slowness(&then, &current);
    let shared_waits = shared_waits(&traces(&stored.modules, 1.0), &candidate_traces(candidate));
    let mut quantities: Vec<Quantity> =
        time(&then, &current, rule, &PLAIN, &shared_waits).into_iter().collect();
    quantities.extend(resident(&stored.samples, now, rule));
    let sides = slowness.map(|slowness| TracedSides::new(stored, candidate, slowness));
    let difference = sides.as_ref().and_then(TracedSides::difference);
    let over = tolerated(&then, &current, rule);
    let decisive = sides.as_ref().zip(over).map(|(sides, over)| sides.new_parts(over)).unwrap_or_default();
    let samples = [stored.samples.len(), now.len()];
    let comparison = against("import", &stored.name, slowness, samples, quantities, difference);
    Comparison { shared_waits, decisive, ..comparison }
}

/// Compares a creation with a stored one.
pub fn creation_against(
    stored: &StoredCreation,
    now: CalibratedCreation,
    rule: &ComparisonRule,
) -> Comparison {
    let mut comparison = creations(stored, &StoredCreation::of(&now), rule);
    if let Interleaved::Stored(against) = &mut comparison.measured {
        against.now = Some(Now::Create(Box::new(now.measured)));
    }
    comparison
}

fn creations(stored: &StoredCreation, now: &StoredCreation, rule: &ComparisonRule) -> Comparison {
    let sides = [stored, now];
    let [then, current] =
        sides.map(|side| Calibrated { times: side.samples.clone(), calibrations: side.calibrations.clone() });
    let slowness = slowness(&then, &current);
    let mut quantities: Vec<Quantity> = time(&then, &current, rule, &OF_FIRST, &[]).into_iter().collect();
    let [then, current] = sides.map(|side| {
        let (times, calibrations) = side.repeated();
        Calibrated { times, calibrations }
    });
    quantities.extend(time(&then, &current, &rule.of_repeated(), &OF_REPEATED, &[]));
    let samples = [stored.samples.len(), now.samples.len()];
    against("create", &stored.name, slowness, samples, quantities, None)
}

/// Compares two stored probes. None where they are of different kinds.
pub fn stored_against(
    base: &StoredProbe,
    candidate: &StoredProbe,
    rule: &ComparisonRule,
) -> Option<Comparison> {
    match (base, candidate) {
        (StoredProbe::Import(base), StoredProbe::Import(now)) => {
            let candidate = fastest(&now.samples, traces(&now.modules, 1.0), 1.0);
            let candidate: Vec<_> = candidate.iter().map(|(measured, trace)| (*measured, trace)).collect();
            Some(imports(base, &now.samples, &now.calibrations, &candidate, rule))
        }
        (StoredProbe::Create(base), StoredProbe::Create(now)) => Some(creations(base, now, rule)),
        (StoredProbe::Growth(base), StoredProbe::Growth(now)) => Some(growths(base, &now.runs, rule)),
        _ => None,
    }
}

fn against(
    probe: &'static str,
    name: &str,
    slowness: Option<f64>,
    samples: [usize; 2],
    quantities: Vec<Quantity>,
    difference: Option<Difference>,
) -> Comparison {
    let name = name.to_owned();
    let against = AgainstStored { probe: probe.into(), name, slowness, samples, now: None };
    let measured = Interleaved::Stored(Box::new(against));
    Comparison::of(quantities, difference, measured)
}

/// Compares a growth with a stored one: memory needs no calibration.
pub fn growth_against(stored: &StoredGrowth, now: GrowthMeasurement, rule: &ComparisonRule) -> Comparison {
    let figures: Vec<GrowthFigures> = GrowthFigures::of(&now).into_iter().collect();
    let mut comparison = growths(stored, &figures, rule);
    if let Interleaved::Stored(against) = &mut comparison.measured {
        against.now = Some(Now::Growth(Box::new(now)));
    }
    comparison
}

fn growths(stored: &StoredGrowth, now: &[GrowthFigures], rule: &ComparisonRule) -> Comparison {
    let quantities = growth_quantities(&stored.runs, now, rule.question);
    against("growth", &stored.name, None, [stored.runs.len(), now.len()], quantities, None)
}

fn slowness(then: &Calibrated, now: &Calibrated) -> Option<f64> {
    Some(now.speed()? / then.speed()?)
}

/// Seconds that the import may take more than then, at the machine's speed of today; None where any change is asked for.
fn tolerated(then: &Calibrated, now: &Calibrated, rule: &ComparisonRule) -> Option<f64> {
    let Question::Tolerance(tolerance) = rule.question else { return None };
    let whole = quantile(&then.at(then.speed()?), 0.5).filter(|whole| *whole > 0.0)?;
    let part = tolerance.of(whole).max(rule.floor / whole);
    // Waiting is not faster on a faster machine.
    Some(part * whole * slowness(then, now)?.max(1.0))
}

/// Traces of samples, as they are.
fn candidate_traces(samples: &[(Measured, &Trace)]) -> Vec<Trace> {
    samples.iter().map(|(_, trace)| (*trace).clone()).collect()
}

fn time(
    then: &Calibrated,
    now: &Calibrated,
    rule: &ComparisonRule,
    names: &TimeNames,
    waits: &[SharedWait],
) -> Option<Quantity> {
    let Some(speed) = then.speed().filter(|_| now.speed().is_some()) else {
        return uncalibrated(then, now, names);
    };
    let waited = total_wait(waits).as_secs_f64();
    let whole = quantile(&then.at(speed), 0.5)?;
    let rule = &beside_waits(rule, whole, waits);
    let [first, second] = [then.beside(waited, speed), now.beside(waited, speed)];
    let alpha = ALPHA / rule.comparisons.max(1) as f64;
    let ratio = ratio_between_moments(&first, &second, BETWEEN_MOMENTS, alpha);
    let (statistic, base, candidate) = both(&first, &second, ratio)?;
    let finding = Some(judge(ratio, rule, base));
    let (name, unit) = (names.time.into(), Unit::Seconds);
    Some(Quantity { name, of: names.of, unit, statistic, base, candidate, ratio, finding })
}

/// Times as the clocks gave them: a side without a calibration cannot be freed of the machine's speed, and nothing is decided.
fn uncalibrated(then: &Calibrated, now: &Calibrated, names: &TimeNames) -> Option<Quantity> {
    let seconds = |side: &Calibrated| -> Vec<f64> {
        side.times.iter().map(|times| times.active().as_secs_f64()).collect()
    };
    let (statistic, base, candidate) = both(&seconds(then), &seconds(now), None)?;
    let finding = Some(Decision::Undecided { pairs_needed: None });
    let (name, unit) = (names.time.into(), Unit::Seconds);
    Some(Quantity { name, of: names.of, unit, statistic, base, candidate, ratio: None, finding })
}

/// Both sides by the statistic that the ratio is of; medians where there is none.
fn both(first: &[f64], second: &[f64], ratio: Option<Interval>) -> Option<(Statistic, f64, f64)> {
    match ratio {
        Some(_) => Some((Statistic::TrimmedMean, typical_of(first)?, typical_of(second)?)),
        None => Some((Statistic::Median, quantile(first, 0.5)?, quantile(second, 0.5)?)),
    }
}

fn judge(ratio: Option<Interval>, rule: &ComparisonRule, base: f64) -> Decision {
    let undecided = Decision::Undecided { pairs_needed: None };
    let Some(ratio) = ratio else { return undecided };
    let bound = match rule.question {
        Question::Tolerance(tolerance) => 1.0 + tolerance.of(base).max(rule.floor / base),
        Question::AnyChange => 1.0,
    };
    match rule.question {
        _ if ratio.low > bound => Decision::Regressed,
        Question::AnyChange if ratio.high < bound => Decision::Faster,
        Question::Tolerance(_) if ratio.high < bound => Decision::Within,
        _ => undecided,
    }
}

fn resident(then: &[StoredSample], now: &[StoredSample], rule: &ComparisonRule) -> Option<Quantity> {
    // None where a sample was not read: some of them say nothing of all.
    let sizes = |samples: &[StoredSample]| {
        samples.iter().map(|sample| Some(sample.rss?.0 as f64)).collect::<Option<Vec<f64>>>()
    };
    let (first, second) = (sizes(then)?, sizes(now)?);
    let (base, candidate) = (quantile(&first, 0.5)?, quantile(&second, 0.5)?);
    let ratio = ratio_between_moments(&first, &second, MEMORY_BETWEEN, ALPHA).filter(|_| base > MEMORY_FLOOR);
    let finding = match (rule.question, ratio) {
        (Question::AnyChange, _) => None,
        _ if first.len().min(second.len()) < LEAST_FOR_MEMORY => {
            Some(Decision::Undecided { pairs_needed: None })
        }
        (Question::Tolerance(_), _) if candidate - base <= MEMORY_FLOOR => Some(Decision::Within),
        (Question::Tolerance(_), None) => Some(Decision::Regressed),
        (Question::Tolerance(tolerance), Some(ratio)) => Some(match ratio {
            ratio if ratio.low > 1.0 + tolerance.of_memory() => Decision::Regressed,
            ratio if ratio.high < 1.0 + tolerance.of_memory() => Decision::Within,
            _ => Decision::Undecided { pairs_needed: None },
        }),
    };
    let (statistic, base, candidate) = both(&first, &second, ratio)?;
    let (name, unit) = ("resident memory".into(), Unit::Bytes);
    Some(Quantity { name, of: None, unit, statistic, base, candidate, ratio, finding })
}
