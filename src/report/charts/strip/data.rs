//! Samples, as they are to be drawn.

use crate::comparison::Unit;
use crate::report::charts::palette::Ink;
use crate::statistics::Interval;

/// One side, or one kind of sample.
#[derive(Clone, Debug)]
pub struct StripRow {
    /// What it is.
    pub label: String,
    /// Its colour.
    pub ink: Ink,
    /// The samples.
    pub values: Vec<f64>,
    /// Of the typical value, with what it is called.
    pub interval: Option<(Interval, String)>,
}

/// What to draw.
#[derive(Clone, Debug)]
pub struct Strip {
    /// What it shows.
    pub title: String,
    /// What the axis counts.
    pub axis: &'static str,
    /// In what.
    pub unit: Unit,
    /// Below each other.
    pub rows: Vec<StripRow>,
    /// In the unit of the samples; None where nothing is judged.
    pub limit: Option<f64>,
    /// What is tolerated: from, to, and in words.
    pub band: Option<(f64, f64, String)>,
}
