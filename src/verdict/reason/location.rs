//! Where something is, and what was raised: fields of reasons of many subjects.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Site;

use crate::imports::{Failure, Step};

/// A line of a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Location {
    /// As it was reported: absolute, or relative to the target's root.
    pub file: String,
    /// From 1.
    pub line: u32,
}

impl From<&Site> for Location {
    /// Where the line is not known, the first.
    fn from(site: &Site) -> Self {
        Self { file: site.file.clone(), line: site.line.max(1) }
    }
}

impl From<&Step> for Location {
    fn from(step: &Step) -> Self {
        Self { file: step.file.display().to_string(), line: step.line }
    }
}

impl From<&Failure> for Location {
    fn from(failure: &Failure) -> Self {
        Self { file: failure.file.display().to_string(), line: failure.fault.line }
    }
}
