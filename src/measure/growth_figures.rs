//! What a growth run comes to, in the few numbers that are compared and kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::growth_measurement::GrowthMeasurement;
use super::growth_summary::Shape;
use crate::quantity::BytesDelta;
use crate::statistics::Slope;

/// One run of a growth probe.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthFigures {
    /// Objects in each round.
    pub objects: u32,
    /// Whether it leaks; None where there was no time to distinguish a leak from a cache.
    pub leaks: Option<bool>,
    /// Unique memory per round, in bytes.
    pub unique: Slope,
    /// Objects per round that the collector tracks.
    pub live_objects: Slope,
    /// What the objects of one round hold while they live.
    pub held: BytesDelta,
    /// What stayed after all rounds.
    pub kept: BytesDelta,
}

impl GrowthFigures {
    /// None where there were too few rounds.
    pub fn of(measured: &GrowthMeasurement) -> Option<Self> {
        let summary = measured.summary.as_ref()?;
        Some(Self {
            objects: measured.objects,
            leaks: (!measured.unconfirmed).then_some(summary.shape == Shape::Leak),
            unique: summary.dirty.slope,
            live_objects: summary.live_objects.slope,
            held: summary.held,
            kept: summary.kept,
        })
    }
}
