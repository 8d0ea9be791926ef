//! A probe on two variants.

use super::check;
use super::entry::Judged;
use super::figure::{Figure, Unit};
use crate::comparison::{Comparison, Quantity};
use crate::plan::Question;
use crate::quantity::Nanos;
use crate::report::comparison::{ComparisonDocument, ComparisonReport, OperationsReport};
use crate::report::words::quantity;

/// Each probe.
pub fn judged(document: &ComparisonDocument) -> Vec<Judged<'_>> {
    document.probes.iter().map(probe).chain(document.operations.iter().map(conversation)).collect()
}

fn conversation(check: &OperationsReport) -> Judged<'_> {
    let mut judged = Judged::of("compare conversation", &check.name, &check.verdict);
    judged.measured = check.quantities.first().map_or_else(|| "not measured".into(), changed);
    judged.took = check.quantities.first().map(|whole| Nanos::from_secs_f64(whole.candidate));
    judged.limit = match check.rule.question {
        Question::Tolerance(tolerance) => format!("+{}", quantity::tolerance(tolerance)),
        Question::AnyChange => "any change".into(),
    };
    let bound = |quantity: &Quantity| check.rule.largest_ratio(quantity.base);
    judged.figures =
        check.quantities.iter().flat_map(|quantity| figures(quantity, bound(quantity))).collect();
    judged
}

fn probe(probe: &ComparisonReport) -> Judged<'_> {
    let measured = &probe.comparison.measured;
    let mut judged = Judged::of(format!("compare {}", measured.probe()), &probe.name, &probe.verdict);
    let quantities = &probe.comparison.quantities;
    judged.measured = in_brief(&probe.comparison);
    judged.limit = match probe.rule.question {
        Question::Tolerance(tolerance) => format!("+{}", quantity::tolerance(tolerance)),
        Question::AnyChange => "any change".into(),
    };
    let timed = quantities.first().filter(|quantity| quantity.unit == crate::comparison::Unit::Seconds);
    judged.took = timed.map(|quantity| Nanos::from_secs_f64(quantity.candidate));
    let bound = |judged: &Quantity| match (probe.rule.question, judged.unit) {
        (Question::Tolerance(tolerance), crate::comparison::Unit::Seconds) => {
            Some(1.0 + tolerance.of(judged.base))
        }
        (Question::Tolerance(tolerance), _) => Some(1.0 + tolerance.of_memory()),
        (Question::AnyChange, _) => None,
    };
    judged.figures = quantities.iter().flat_map(|quantity| figures(quantity, bound(quantity))).collect();
    judged.output = measured
        .failures()
        .iter()
        .flatten()
        .take(1)
        .flat_map(|failed| check::output(std::slice::from_ref(*failed)))
        .collect();
    judged
}

/// What was judged first; of a creation both times.
fn in_brief(comparison: &Comparison) -> String {
    let Some(first) = comparison.quantities.first() else { return "not measured".into() };
    match comparison.repeated() {
        Some(repeated) => format!("{}; repeated {}", changed(first), changed(repeated)),
        None => changed(first),
    }
}

fn changed(quantity: &Quantity) -> String {
    let sides = [quantity.base, quantity.candidate].map(|value| quantity::value(quantity.unit, value));
    format!("{} → {}, {}", sides[0], sides[1], quantity::change(quantity))
}

fn figures(quantity: &Quantity, bound: Option<f64>) -> Vec<Figure<'_>> {
    let of = |side, value| Figure {
        quantity: quantity.name.as_ref().into(),
        side,
        unit: quantity.unit.into(),
        value,
        bounds: None,
        limit: None,
    };
    let mut figures = vec![of("base", quantity.base), of("candidate", quantity.candidate)];
    if let Some(ratio) = quantity.ratio {
        figures.push(Figure {
            unit: Unit::Ratio,
            bounds: ratio.bounds(),
            limit: bound.filter(|_| quantity.finding.is_some()),
            ..of("", ratio.estimate)
        });
    }
    figures
}
