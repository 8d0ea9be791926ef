//! What was measured now, against a stored measurement.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::measure::{CreationMeasurement, FailedRun, GrowthMeasurement, ImportMeasurement};

/// What was measured now, and how fast the machine is against then.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgainstStored {
    /// The probe's name.
    pub probe: Cow<'static, str>,
    /// Module or factory.
    pub name: String,
    /// The calibration's time now over then; None where nothing was timed.
    pub slowness: Option<f64>,
    /// Samples then, and now.
    pub samples: [usize; 2],
    /// All that was measured now; None where two stored ones are compared, or nothing.
    pub now: Option<Now>,
}

/// What was measured now, by probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Now {
    /// Imports in fresh processes.
    Import(Box<ImportMeasurement>),
    /// A creation.
    Create(Box<CreationMeasurement>),
    /// Rounds of objects in one process.
    Growth(Box<GrowthMeasurement>),
}

impl AgainstStored {
    /// Workers that gave no answer now.
    pub fn failures(&self) -> &[FailedRun] {
        match &self.now {
            Some(Now::Import(import)) => &import.failures,
            Some(Now::Create(create)) => &create.failures,
            Some(Now::Growth(growth)) => &growth.failures,
            None => &[],
        }
    }

    /// Where the module came from.
    pub fn origin(&self) -> Option<&str> {
        match self.now.as_ref()? {
            Now::Import(import) => import.samples.first()?.sample.origin.as_deref(),
            Now::Create(create) => create.origin.as_deref(),
            Now::Growth(growth) => growth.origin.as_deref(),
        }
    }
}
