//! A probe in few words, for tables.

use super::growth::rate;
use super::time::number;
use crate::measure::{GrowthMeasurement, Shape};
use crate::quantity::Nanos;
use crate::statistics::Summary;
use crate::verdict::{Limit, Measured, ProbeReport, rate_of_leak};

/// What it is held against.
pub fn limit(limit: &Limit) -> String {
    match limit {
        // `vitals explain` judges nothing.
        Limit::Time(Nanos(u64::MAX)) => "none".to_owned(),
        Limit::Time(time) => time.to_string(),
        Limit::Size(size) => size.to_string(),
        Limit::Legacy(text) => text.clone(),
    }
}

/// The median with the range that was seen.
pub fn in_brief(probe: &ProbeReport) -> String {
    if let Some(summary) = &probe.summary {
        return times(summary, probe.asked());
    }
    if let Some(after) = probe.measured.unfinished() {
        return format!("not finished after {after}");
    }
    match &probe.measured {
        Measured::Growth(growth) => of_growth(growth),
        Measured::Import(_) | Measured::Create(_) => "not measured".into(),
    }
}

/// The median of times with the range that was seen.
pub fn times(summary: &Summary, asked: Option<usize>) -> String {
    let [median, min, max] = [summary.median, summary.min, summary.max].map(Nanos::from_secs_f64);
    format!("{median}  ({min} … {max}, {})", number(summary.n, asked))
}

/// All that was judged, and its limits, in few words: of a creation the first and the repeated.
pub fn all_in_brief(probe: &ProbeReport) -> [String; 2] {
    let first = [in_brief(probe), limit(&probe.limit)];
    let Some(repeated) = probe.repeated() else { return first };
    let measured =
        repeated.summary.as_ref().map_or_else(|| "not measured".into(), |summary| times(summary, None));
    let [first, limit] = first;
    [format!("{first}; repeated {measured}"), format!("{limit}; repeated {}", repeated.limit)]
}

fn of_growth(growth: &GrowthMeasurement) -> String {
    let Some(summary) = &growth.summary else { return "not measured".into() };
    let kept =
        growth.kept_in_use().map_or_else(|| ", memory not read".into(), |kept| format!(", {kept} kept"));
    match summary.shape {
        Shape::Leak => format!("{}{kept}", rate(rate_of_leak(summary, growth.objects))),
        // Where it does not rise, a rate would be noise.
        Shape::Plateau | Shape::Steady => format!("stable{kept}"),
    }
}
