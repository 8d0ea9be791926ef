//! What a growth run comes to, in the few numbers that are compared and kept.

use serde::{Deserialize, Serialize};

use super::growth_measurement::GrowthMeasurement;
use super::growth_summary::{Series, Shape};
use crate::quantity::BytesDelta;
use crate::statistics::Slope;

/// One run of a growth probe.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GrowthFigures {
    /// Objects in each round.
    pub objects: u32,
    /// Whether it leaks; None where there was no time to distinguish a leak from a cache, and where no memory was read.
    pub leaks: Option<bool>,
    /// Unique memory per round, in bytes; None where it was not read.
    pub unique: Option<Slope>,
    /// Resident size per round, in bytes; None where it was not read, and in what older versions wrote.
    #[serde(default)]
    pub resident: Option<Slope>,
    /// Objects per round that the collector tracks.
    pub live_objects: Slope,
    /// What the objects of one round hold while they live; None where it was not read.
    pub held: Option<BytesDelta>,
    /// What stayed of the unique memory after all rounds, of the resident one where that alone was read.
    pub kept: Option<BytesDelta>,
}

impl GrowthFigures {
    /// The memory that says how much it leaks: the unique one where it was read.
    pub fn memory(&self) -> Option<Slope> {
        self.unique.or(self.resident)
    }

    /// None where there were too few rounds.
    pub fn of(measured: &GrowthMeasurement) -> Option<Self> {
        let summary = measured.summary.as_ref()?;
        let leaks = summary.shape == Shape::Leak;
        let known = !measured.unconfirmed && (leaks || summary.memory().is_some());
        let slope = |series: Option<Series>| series.map(|series| series.slope);
        Some(Self {
            objects: measured.objects,
            leaks: known.then_some(leaks),
            unique: slope(summary.dirty),
            resident: slope(summary.rss),
            live_objects: summary.live_objects.slope,
            held: summary.held,
            kept: summary.kept,
        })
    }
}
