//! What a night's measurements are to the series: values by subject, and what the comparison found.

use std::collections::BTreeMap;

use vitals_probes::wire::Calibration;

use super::super::compare::REPEATED_FLOOR;
use crate::comparison::{Quantity, Unit};
use crate::config::defaults;
use crate::measure::Timed;
use crate::plan::{ComparisonRule, Decision, Question};
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::health::HealthDocument;
use crate::statistics::{Interval, quantile};
use crate::trend::{Judged, Subject, SubjectVerdict};
use crate::verdict::{Measured, Reason, Verdict};

/// One subject, tonight.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Over the reference.
    pub ratio: Option<Interval>,
    /// As measured, in seconds or bytes.
    pub raw: Option<f64>,
    /// What `raw` is counted in.
    pub unit: Unit,
    /// Whether `raw` is a time that the calibration workload makes comparable: nothing calibrates a socket.
    pub calibrates: bool,
    /// Samples that `raw` rests on.
    pub samples: Vec<f64>,
    /// Against the reference.
    pub judged: Judged,
    /// What is tolerated.
    pub tolerance: f64,
    /// Why, for the report.
    pub reasons: Vec<Reason>,
}

/// The night's calibration: the median of its imports, in seconds.
pub fn calibration_seconds(calibrations: &[Calibration]) -> Option<f64> {
    let seconds = calibrations.iter().map(|taken| taken.span.active().as_secs_f64());
    quantile(&seconds.collect::<Vec<_>>(), 0.5)
}

/// What a figure is divided by: memory is no smaller on a faster machine.
fn calibration_of(unit: Unit, seconds: Option<f64>) -> Option<f64> {
    if unit == Unit::Seconds { seconds } else { Some(1.0) }
}

/// What is kept of time in every probe.
pub const TIME: &str = "time";

/// What is kept of repeated creations.
pub const REPEATED_TIME: &str = "repeated time";

/// What the operations of conversations are kept under.
const CONVERSATION: &str = "conversation";

/// All subjects of a night.
pub fn taken(check: &Document, comparison: Option<&ComparisonDocument>) -> BTreeMap<Subject, Observation> {
    let mut all = BTreeMap::new();
    for probe in &check.probes {
        for (quantity, unit, samples) in samples(&probe.measured) {
            let subject = subject(probe.measured.probe(), probe.measured.target(), quantity);
            let taken = Observation::of(unit, samples);
            all.insert(subject, taken);
        }
    }
    for report in comparison.into_iter().flat_map(|document| &document.probes) {
        for quantity in report.comparison.quantities.iter().filter(|quantity| is_series(quantity)) {
            let subject = subject(report.comparison.measured.probe(), &report.name, &quantity.name);
            // The figures stay those of the check: a night without a reference has them too.
            let taken = all
                .entry(subject)
                .or_insert_with(|| Observation::of(quantity.unit, vec![quantity.candidate]));
            taken.compare(quantity, &report.rule, &report.verdict);
        }
    }
    for report in comparison.into_iter().flat_map(|document| &document.operations) {
        for quantity in report.quantities.iter().filter(|quantity| is_seen(quantity, &report.rule)) {
            let mut taken = Observation::of(quantity.unit, vec![quantity.candidate]);
            taken.calibrates = false;
            taken.compare(quantity, &report.rule, &report.verdict);
            all.insert(subject(CONVERSATION, &report.name, &quantity.name), taken);
        }
    }
    all
}

/// Whether an operation of a conversation has a series: one of which the tolerated part is more than the least difference that
/// counts, and any that regressed.
fn is_seen(quantity: &Quantity, rule: &ComparisonRule) -> bool {
    let counts = |seconds: f64| seconds * defaults::REGRESSION >= rule.floor;
    quantity.regressed()
        || (quantity.finding.is_some() && (counts(quantity.base) || counts(quantity.candidate)))
}

/// Whether a quantity of the comparison has a series: one that is judged, and of repeated creations one that a comparison
/// can resolve on either side.
fn is_series(quantity: &Quantity) -> bool {
    let resolved = quantity.of != Some(Timed::RepeatedCreation)
        || is_resolved(quantity.base)
        || is_resolved(quantity.candidate);
    quantity.finding.is_some() && resolved
}

/// Whether a time of repeated creations is long enough for its parts to mean something: of what is shorter, the tenth that
/// is tolerated unless set otherwise lies below the floor.
fn is_resolved(seconds: f64) -> bool {
    seconds * defaults::REGRESSION >= REPEATED_FLOOR.as_secs_f64()
}

impl Observation {
    fn of(unit: Unit, samples: Vec<f64>) -> Self {
        Self {
            ratio: None,
            raw: quantile(&samples, 0.5),
            unit,
            calibrates: unit == Unit::Seconds,
            samples,
            judged: Judged::Unknown,
            tolerance: 0.0,
            reasons: Vec::new(),
        }
    }

    /// What `raw` is over the calibration, which is no measure of memory nor of a network.
    pub fn over(&self, calibration: Option<f64>) -> Option<f64> {
        match self.unit {
            Unit::Seconds if !self.calibrates => None,
            unit => self.raw.zip(calibration_of(unit, calibration)).map(|(raw, unit)| raw / unit),
        }
    }

    /// Adds what the comparison with the reference says.
    fn compare(&mut self, quantity: &Quantity, rule: &ComparisonRule, verdict: &Verdict) {
        self.ratio = quantity.ratio;
        self.judged = match quantity.finding {
            Some(Decision::Regressed | Decision::RegressedInPart) => Judged::Worse,
            Some(Decision::Within | Decision::Faster) => Judged::Fine,
            Some(Decision::Undecided { .. }) | None => Judged::Unknown,
        };
        self.tolerance = match rule.question {
            Question::Tolerance(tolerance) if quantity.unit == Unit::Seconds => tolerance.of(quantity.base),
            Question::Tolerance(tolerance) => tolerance.of_memory(),
            Question::AnyChange => 0.0,
        };
        self.reasons.clone_from(&verdict.reasons);
    }
}

fn subject(probe: &str, target: &str, quantity: &str) -> Subject {
    Subject { probe: probe.to_owned(), target: target.to_owned(), quantity: quantity.to_owned() }
}

/// What the probe measured without a reference.
fn samples(measured: &Measured) -> Vec<(&'static str, Unit, Vec<f64>)> {
    match measured {
        Measured::Import(import) => {
            let times = import.samples.iter().map(|run| run.sample.span.active().as_secs_f64());
            let sizes = import.samples.iter().map(|run| &run.sample);
            let sizes = sizes.filter_map(|sample| Some(sample.added_rss()?.0 as f64));
            vec![(TIME, Unit::Seconds, times.collect()), ("resident memory", Unit::Bytes, sizes.collect())]
        }
        Measured::Create(create) => {
            let repeated = create.repeated_times().active;
            let mut times = vec![(TIME, Unit::Seconds, create.times().active)];
            if quantile(&repeated, 0.5).is_some_and(is_resolved) {
                times.push((REPEATED_TIME, Unit::Seconds, repeated));
            }
            times
        }
        Measured::Growth(growth) => {
            let slope = growth.summary.as_ref().and_then(|summary| summary.per_object);
            vec![("leak an object", Unit::Bytes, slope.into_iter().collect())]
        }
    }
}

/// Tonight's verdicts: limits, the baseline, the checks.
pub fn subject_verdicts(
    check: &Document,
    baseline: Option<&ComparisonDocument>,
    health: Option<&HealthDocument>,
) -> Vec<SubjectVerdict> {
    let limits = check.probes.iter().map(|probe| SubjectVerdict {
        subject: subject(probe.measured.probe(), probe.measured.target(), "limit"),
        status: probe.verdict.status,
        reasons: probe.verdict.reasons.clone(),
    });
    let compared = baseline.into_iter().flat_map(|document| &document.probes).map(|report| SubjectVerdict {
        subject: subject(report.comparison.measured.probe(), &report.name, "baseline"),
        status: report.verdict.status,
        reasons: report.verdict.reasons.clone(),
    });
    let checks = health.into_iter().flat_map(|document| &document.checks).map(|check| SubjectVerdict {
        subject: subject("check", &check.name, "verdict"),
        status: check.outcome.verdict.status,
        reasons: check.outcome.verdict.reasons.clone(),
    });
    limits.chain(compared).chain(checks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Statistic;

    fn repeated(base: f64, candidate: f64) -> Quantity {
        Quantity {
            name: REPEATED_TIME.into(),
            of: Some(Timed::RepeatedCreation),
            unit: Unit::Seconds,
            statistic: Statistic::FasterThird,
            base,
            candidate,
            ratio: None,
            finding: Some(Decision::Within),
        }
    }

    #[test]
    fn short_operations_have_no_series_but_one_that_regressed_is_reported() {
        let rule = ComparisonRule { floor: 1e-3, ..ComparisonRule::tolerating(0.1, 1) };
        let operation = |base, candidate, finding| Quantity {
            name: "connect".into(),
            of: None,
            finding: Some(finding),
            ..repeated(base, candidate)
        };
        assert!(!is_seen(&operation(0.002, 0.0022, Decision::Within), &rule));
        assert!(is_seen(&operation(0.002, 0.005, Decision::Regressed), &rule));
        assert!(is_seen(&operation(0.020, 0.020, Decision::Within), &rule));
    }

    #[test]
    fn nothing_calibrates_a_socket() {
        let mut taken = Observation::of(Unit::Seconds, vec![0.2]);
        assert_eq!(taken.over(Some(0.1)), Some(2.0));
        taken.calibrates = false;
        assert_eq!(taken.over(Some(0.1)), None);
        assert_eq!(Observation::of(Unit::Bytes, vec![7.0]).over(Some(0.1)), Some(7.0));
    }

    #[test]
    fn repeated_creations_that_no_comparison_resolves_have_no_series() {
        assert!(!is_series(&repeated(0.9e-6, 1.1e-6)));
        assert!(is_series(&repeated(0.9e-6, 15e-3)), "one that became slow");
        assert!(is_series(&repeated(5e-6, 5e-6)));
        assert!(!is_series(&Quantity { finding: None, ..repeated(1.0, 1.0) }));
        assert!(is_series(&Quantity { of: Some(Timed::FirstCreation), ..repeated(0.9e-6, 1.1e-6) }));
    }
}
