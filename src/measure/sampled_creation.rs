//! What the sampling of creations gave.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{HotLines, Life};

use super::growth_measurement::SearchFailure;
use crate::quantity::Nanos;

/// Creations that were sampled, in a run of which nothing is timed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SampledCreation {
    /// First creations, or those after them.
    pub life: Life,
    /// Processor time of a typical one, as it was measured without sampling.
    pub cpu: Nanos,
    /// What the samples fell on; None where it could not be found.
    pub lines: Option<HotLines>,
    /// Why not.
    pub failure: Option<SearchFailure>,
}
