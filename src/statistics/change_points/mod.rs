//! Where the level of a series of nights changed, and whether it drifts.
//!
//! Takes the values of the nights in order (times, sizes or ratios, all above zero; nights without a value are left out);
//! gives the first nights of new levels. All is done on logarithms: a step is a ratio.
//!
//! 1. *Noise*: from differences of neighbours, robustly, and corrected for correlation between nights (`noise.rs`).
//! 2. *Levels*: the sequence of levels that costs least, where an outlier's cost is bounded and a step pays a penalty
//!    (`levels.rs`).
//! 3. *Confirmation*: Mann–Whitney between the nights on both sides of every step (`mann_whitney.rs`).
//! 4. *Drift*: a line through the newest nights, if it costs less than the steps (`drift.rs`).

mod drift;
mod levels;
mod mann_whitney;
mod noise;
mod rule;
#[cfg(test)]
mod simulation;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Interval;
use super::interval::student_quantile;
pub use drift::Drift;
use levels::Costs;
use noise::Noise;
pub use rule::Rule;

/// A night from which on the level is another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangePoint {
    /// Index of the first night at the new level.
    pub night: usize,
    /// Level before, in the unit of the values: the pseudo-median of the nights since the point before.
    pub before: f64,
    /// Level from this night to the next point.
    pub after: f64,
    /// After over before, by Hodges and Lehmann, with its 95 % interval; its estimate may differ a little from the
    /// ratio of the levels.
    pub ratio: Interval,
    /// Mann and Whitney's, two-sided. The place was chosen by the data, so that it is no error rate.
    pub p_value: f64,
    /// Nights at the new level so far.
    pub nights: usize,
    /// Few nights: it may yet turn out to be an outlier, or move.
    pub provisional: bool,
}

/// Reports of a point that lie this many nights apart are of the same one.
const SAME_WITHIN: usize = 5;

impl ChangePoint {
    /// Whether it is one of those that were reported, by their first nights: new nights may move a point a little.
    pub fn is_one_of(&self, reported: &[usize]) -> bool {
        reported.iter().any(|night| night.abs_diff(self.night) <= SAME_WITHIN)
    }
}

/// What a series of nights did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChangePoints {
    /// Changes of level, in order.
    pub points: Vec<ChangePoint>,
    /// A slope of the newest nights, beside or instead of steps.
    pub drift: Option<Drift>,
}

/// A value that is no measurement.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("night {night} has the value {value}: a series of nights holds finite numbers above zero")]
pub struct NotPositive {
    /// Its index.
    pub night: usize,
    /// The night's, in the unit of its series.
    pub value: f64,
}

/// Part of the price of a step that an outlier costs at most. Below 1, so that one night is never a level
/// (Fearnhead and Rigaill 2019, section 4), but near it, so that two are one soon.
const OUTLIER: f64 = 0.9;
/// The nights nearest to a step that are compared, on each side.
const NEAREST: usize = 100;
/// Error rate of the intervals.
const INTERVAL_ERROR: f64 = 0.05;

/// The changes of level of a series of nights, and its newest drift.
///
/// Scaling all values changes nothing but the levels. A series of fewer than six nights has no points.
/// On 365 nights it takes well under a millisecond.
pub fn change_points(values: &[f64], rule: &Rule) -> Result<ChangePoints, NotPositive> {
    if let Some((night, &value)) =
        values.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value > 0.0))
    {
        return Err(NotPositive { night, value });
    }
    let logs: Vec<f64> = values.iter().map(|value| value.ln()).collect();
    Ok(of_logarithms(&logs, rule).unwrap_or_default())
}

/// Below this noise cannot be distinguished from a step.
const FEWEST: usize = 6;

fn of_logarithms(logs: &[f64], rule: &Rule) -> Option<ChangePoints> {
    if logs.len() < FEWEST {
        return None;
    }
    let noise = noise::of_differences(logs)?;
    // A step pays the square of the t quantile: what one comparison of two means needs at this error rate.
    let step = student_quantile(1.0 - rule.error / 2.0, noise.freedom)?.powi(2);
    let costs = Costs { bound: OUTLIER * step, step };
    let nights: Vec<f64> = logs.iter().map(|log| (log - logs[0]) / noise.deviation).collect();
    let mut points = confirmed(levels::least_costly(&nights, costs), logs, noise, rule);
    let places: Vec<usize> = points.iter().map(|point| point.night).collect();
    let drift = drift::newest(&nights, noise.deviation, &places, costs, rule).map(|(drift, replaced)| {
        points.truncate(points.len() - replaced);
        drift
    });
    Some(ChangePoints { points, drift })
}

/// Takes away the weakest point, and tests its neighbours anew, until all hold.
fn confirmed(mut places: Vec<usize>, logs: &[f64], noise: Noise, rule: &Rule) -> Vec<ChangePoint> {
    loop {
        let bounds = [&[0], places.as_slice(), &[logs.len()]].concat();
        let points: Vec<ChangePoint> =
            bounds.windows(3).map(|ends| point([ends[0], ends[1], ends[2]], logs, noise, rule)).collect();
        let weakest = points
            .iter()
            .zip(bounds.windows(3))
            .enumerate()
            .filter(|(_, (point, ends))| !holds(point, ends[1] - ends[0], ends[2] - ends[1], rule))
            .max_by(|(_, (a, _)), (_, (b, _))| a.p_value.total_cmp(&b.p_value))
            .map(|(index, _)| index);
        let Some(weakest) = weakest else { return points };
        places.remove(weakest);
    }
}

/// The test is asked where so many nights could answer with half the p-value that is needed; with fewer,
/// the price of the step decides alone.
fn holds(point: &ChangePoint, nights_before: usize, nights_after: usize, rule: &Rule) -> bool {
    let least = mann_whitney::least_p_value(nights_before.min(NEAREST), nights_after.min(NEAREST));
    let asked = least <= rule.confirmed_at / 2.0;
    let large = point.ratio.estimate.ln().abs() >= rule.least_step.ln_1p();
    large && (!asked || point.p_value <= rule.confirmed_at)
}

fn point([begin, night, end]: [usize; 3], logs: &[f64], noise: Noise, rule: &Rule) -> ChangePoint {
    let before = &logs[begin.max(night.saturating_sub(NEAREST))..night];
    let after = &logs[night..end.min(night + NEAREST)];
    let (shift, bounds) = mann_whitney::shift(before, after, INTERVAL_ERROR);
    let (low, high) = bounds.unwrap_or_else(|| {
        // So few nights that the test can exclude nothing: the noise of the whole series counts.
        let error = noise.deviation * (1.0 / before.len() as f64 + 1.0 / after.len() as f64).sqrt();
        let half =
            student_quantile(1.0 - INTERVAL_ERROR / 2.0, noise.freedom).unwrap_or(f64::INFINITY) * error;
        (shift - half, shift + half)
    });
    ChangePoint {
        night,
        before: mann_whitney::pseudo_median(before).exp(),
        after: mann_whitney::pseudo_median(after).exp(),
        ratio: Interval::missing(shift, [low, high], INTERVAL_ERROR).exp(),
        p_value: mann_whitney::p_value(before, after),
        nights: logs.len() - night,
        provisional: logs.len() - night < rule.settled_after,
    }
}

#[cfg(test)]
mod tests;
