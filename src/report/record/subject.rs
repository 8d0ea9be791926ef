//! What a number is of, and the numbers that are made of it.

use crate::comparison::Unit;
use crate::statistics::{Interval, LEAST_FOR_BOUNDS, geometric_mean, median};
use crate::store::history::{Measure, Relation, SeriesKey};
use crate::verdict::Verdict;

/// What a number is of.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub probe: &'a str,
    pub target: &'a str,
}

impl Subject<'_> {
    pub fn series(self, quantity: &str, unit: &str) -> SeriesKey {
        SeriesKey {
            probe: self.probe.into(),
            target: self.target.into(),
            quantity: quantity.into(),
            unit: unit.into(),
        }
    }

    /// The median of samples, with its interval; None where there is none.
    pub fn typical(self, quantity: &str, unit: Unit, samples: Vec<f64>) -> Option<Measure> {
        let typical = median(&samples)?;
        let (low, high) = bounds(typical, &samples);
        let n = samples.len();
        Some(Measure { low, high, n, samples, ..self.single(quantity, unit, typical.estimate) })
    }

    /// A number that stands for itself.
    pub fn single(self, quantity: &str, unit: Unit, value: f64) -> Measure {
        Measure {
            series: self.series(quantity, unit.word()),
            relation: Relation::Raw,
            variant: None,
            value,
            low: None,
            high: None,
            n: 1,
            verdict: None,
            samples: Vec::new(),
        }
    }
}

/// The median's own interval; of so few samples that it has none, that of the geometric mean, which a prior moderates.
fn bounds(typical: Interval, samples: &[f64]) -> (Option<f64>, Option<f64>) {
    if let Some([low, high]) = typical.bounds() {
        return (Some(low), Some(high));
    }
    let moderated = geometric_mean(samples, 0.05).filter(|_| samples.iter().all(|sample| *sample > 0.0));
    let bounds = moderated.filter(|_| samples.len() >= LEAST_FOR_BOUNDS);
    let (low, high) = (bounds.map(|bounds| bounds.low), bounds.map(|bounds| bounds.high));
    (low.map(|low| low.min(typical.estimate)), high.map(|high| high.max(typical.estimate)))
}

pub fn judged(mut measures: Vec<Measure>, verdict: &Verdict) -> Vec<Measure> {
    // The first is the one that the verdict is about.
    if let Some(first) = measures.first_mut() {
        first.verdict = Some(verdict.status.word().into());
    }
    measures
}
