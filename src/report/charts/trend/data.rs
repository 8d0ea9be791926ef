//! A history, as it is to be drawn.

use jiff::Timestamp;

use crate::comparison::Unit;
use crate::statistics::Interval;

/// One measurement of the history.
#[derive(Clone, Debug)]
pub struct TrendPoint {
    /// When.
    pub at: Timestamp,
    /// What was measured.
    pub value: f64,
    /// How far it is known.
    pub interval: Option<Interval>,
    /// Of which commit.
    pub commit: Option<String>,
    /// More about it, for people.
    pub label: String,
}

/// A place from which on another level holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The first point of the new level.
    pub from: usize,
    /// The level before.
    pub before: f64,
    /// The level from there on.
    pub after: f64,
}

/// A history.
#[derive(Clone, Debug)]
pub struct TrendData {
    /// What it is of.
    pub title: String,
    /// What the values are counted in.
    pub unit: Unit,
    /// In the order of time.
    pub points: Vec<TrendPoint>,
    /// In the order of time.
    pub changes: Vec<Level>,
    /// The limit, where there is one.
    pub limit: Option<f64>,
}
