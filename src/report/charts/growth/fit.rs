//! The slope of a run, and where it meets the limit.

use super::line::{Line, Quantity, since};
use crate::quantity::Bytes;
use crate::statistics::quantile;

/// A limit is drawn where the growth meets it within so many times the objects that were made.
pub const NEAR: f64 = 4.0;

/// A line per object through the middle of the counted rounds.
pub struct Fit {
    pub from: f64,
    pub middle: (f64, f64),
    /// Lower bound, estimate, upper bound: per object.
    pub slopes: [f64; 3],
}

impl Fit {
    pub fn of(line: &Line<'_>, quantity: Quantity) -> Option<Self> {
        let summary = line.summary?;
        let points = since(quantity, line.rounds);
        let counted = points.get(summary.warm_up_rounds..)?;
        let middle = |of: fn(&(f64, f64)) -> f64| quantile(&counted.iter().map(of).collect::<Vec<_>>(), 0.5);
        let slope = quantity.series(summary)?.slope;
        let slopes =
            [slope.low, slope.estimate, slope.high].map(|slope| slope / f64::from(line.objects.max(1)));
        Some(Self {
            from: counted.first()?.0,
            middle: (middle(|point| point.0)?, middle(|point| point.1)?),
            slopes,
        })
    }

    pub fn at(&self, objects: f64, which: usize) -> f64 {
        self.middle.1 + self.slopes[which] * (objects - self.middle.0)
    }
}

/// How many objects until the limit, where it leaks and the limit is near enough to be drawn.
pub fn meets(lines: &[Line<'_>], limit: Option<Bytes>) -> Option<(f64, f64)> {
    let [line] = lines else { return None };
    let (limit, made) = (limit?, line.rounds.last()?.made as f64);
    let more = line.summary?.objects_until(limit)?;
    (made + more <= NEAR * made).then_some((made + more, limit.0 as f64))
}
