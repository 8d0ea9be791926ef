//! Numbers of the incident's runs: each series with its values, and the run that each comes from.

use jiff::Timestamp;
use serde::Serialize;

use crate::comparison::Unit;
use crate::report::words::quantity::value;
use crate::store::history::{Measure, RelationKind, RunRow};

/// A run, and its numbers.
#[derive(Debug)]
pub struct RunFacts {
    /// Which.
    pub run: RunRow,
    /// All of them.
    pub measures: Vec<Measure>,
}

/// A series.
#[derive(Debug, Serialize)]
pub struct Number {
    /// `import shop.app, wall`.
    pub series: String,
    /// `seconds`, `bytes`, `count`.
    pub unit: String,
    /// In the order of time.
    pub points: Vec<NumberPoint>,
}

/// One value of it.
#[derive(Clone, Debug, Serialize)]
pub struct NumberPoint {
    /// The run of the history.
    pub run: i64,
    /// When the run began.
    pub at: Timestamp,
    /// The commit; None where none is known.
    pub commit: Option<String>,
    /// What was measured.
    pub value: f64,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Samples that it rests on.
    pub n: usize,
    /// The verdict, where it was judged.
    pub verdict: Option<String>,
}

/// Of all runs the series in their own units with an interval, or a verdict of a probe; in the order in which they are met.
pub fn numbers(runs: &[RunFacts]) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    for facts in runs {
        let measures = facts.measures.iter().filter(|measure| is_shown(measure));
        for measure in measures {
            let series = measure.series.to_string();
            let point = point(&facts.run, measure);
            match numbers.iter_mut().find(|number| number.series == series) {
                Some(number) => number.points.push(point),
                None => {
                    numbers.push(Number { series, unit: measure.series.unit.clone(), points: vec![point] })
                }
            }
        }
    }
    numbers
}

fn is_shown(measure: &Measure) -> bool {
    let is_raw = measure.relation.kind() == RelationKind::Raw && measure.variant.is_none();
    is_raw
        && (measure.low.is_some() || measure.high.is_some())
        && ["seconds", "bytes", "count"].contains(&measure.series.unit.as_str())
}

fn point(run: &RunRow, measure: &Measure) -> NumberPoint {
    NumberPoint {
        run: run.id.0,
        at: run.started,
        commit: run.variant.commit.as_ref().map(|commit| commit.short().to_owned()),
        value: measure.value,
        low: measure.low,
        high: measure.high,
        n: measure.n,
        verdict: measure.verdict.clone(),
    }
}

impl Number {
    /// What it is counted in.
    pub fn counted_in(&self) -> Unit {
        match self.unit.as_str() {
            "seconds" => Unit::Seconds,
            "bytes" => Unit::Bytes,
            _ => Unit::Count,
        }
    }

    /// A point as people read it: `12.4 ms (11.9 ms … 13.0 ms)`.
    pub fn written(&self, point: &NumberPoint) -> String {
        let unit = self.counted_in();
        let bound = |bound: Option<f64>| bound.map_or_else(|| "?".to_owned(), |bound| value(unit, bound));
        format!("{} ({} … {})", value(unit, point.value), bound(point.low), bound(point.high))
    }
}
