//! One run of a growth probe, as it is drawn.

use vitals_probes::wire::Round;

use crate::comparison::Unit;
use crate::measure::{GrowthMeasurement, GrowthSummary, Series};
use crate::report::charts::palette::Ink;

/// One run, as it is drawn.
pub struct Line<'a> {
    pub label: String,
    pub ink: Ink,
    pub rounds: &'a [Round],
    pub summary: Option<&'a GrowthSummary>,
    pub objects: u32,
}

/// What of a round is drawn.
pub struct Quantity {
    pub title: &'static str,
    pub id: &'static str,
    pub unit: Unit,
    pub of: fn(&Round) -> Option<f64>,
    pub series: fn(&GrowthSummary) -> Option<&Series>,
}

pub const MEMORY: Quantity = Quantity {
    title: "Unique memory after each round",
    id: "memory",
    unit: Unit::Bytes,
    of: |round| Some(round.memory.dirty?.0 as f64),
    series: |summary| summary.dirty.as_ref(),
};

pub const RESIDENT: Quantity = Quantity {
    title: "Resident memory after each round",
    of: |round| Some(round.memory.rss?.0 as f64),
    series: |summary| summary.rss.as_ref(),
    ..MEMORY
};

pub const LIVE: Quantity = Quantity {
    title: "Live objects after each round",
    id: "live",
    unit: Unit::Count,
    of: |round| Some(round.live_objects as f64),
    series: |summary| Some(&summary.live_objects),
};

pub fn line<'a>(label: &str, measured: &'a GrowthMeasurement, ink: Ink) -> Line<'a> {
    let label = if label.is_empty() { "measured".into() } else { label.to_owned() };
    Line {
        label,
        ink,
        rounds: &measured.rounds,
        summary: measured.summary.as_ref(),
        objects: measured.objects,
    }
}

/// Since the state before the first round.
pub fn since(quantity: &Quantity, rounds: &[Round]) -> Vec<(f64, f64)> {
    let Some(before) = rounds.first().and_then(quantity.of) else { return Vec::new() };
    let point = |round: &Round| Some((round.made as f64, (quantity.of)(round)? - before));
    rounds.iter().filter_map(point).collect()
}
