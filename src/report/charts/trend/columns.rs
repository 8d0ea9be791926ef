//! Points as they are drawn: each alone, or several as a column.

use super::data::{TrendData, TrendPoint};
use super::text::seconds;
use crate::statistics::quantile;

/// More points than this are drawn in columns, each with its median and its range.
pub const MOST_POINTS: usize = 300;

/// Columns, then.
const COLUMNS: usize = 150;

/// Some neighbouring points as one.
pub struct Column {
    pub first: usize,
    pub last: usize,
    pub at: f64,
    pub low: f64,
    pub middle: f64,
    pub high: f64,
}

pub fn columns(data: &TrendData) -> Vec<Column> {
    let of = |first: usize, points: &[TrendPoint]| {
        let values: Vec<f64> = points.iter().map(|point| point.value).collect();
        let [low, middle, high] = [0.0, 0.5, 1.0].map(|part| quantile(&values, part).unwrap_or_default());
        let at = points.iter().map(|point| seconds(point.at)).sum::<f64>() / points.len().max(1) as f64;
        let interval = points.first().and_then(|point| point.interval).filter(|_| points.len() == 1);
        // An end that is not known is not drawn.
        let [low, high] = interval.and_then(|interval| interval.bounds()).unwrap_or([low, high]);
        Column { first, last: first + points.len() - 1, at, low, middle, high }
    };
    let each = if data.points.len() > MOST_POINTS { data.points.len().div_ceil(COLUMNS) } else { 1 };
    data.points.chunks(each).enumerate().map(|(n, points)| of(n * each, points)).collect()
}
