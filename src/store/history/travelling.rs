//! An export's shape.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::model::{Accepted, Event, Measure, Variant};

/// A run on its way.
#[derive(Debug, Serialize, Deserialize)]
pub struct Travelling {
    pub uid: String,
    pub origin: String,
    pub seq: i64,
    pub at: i64,
    pub started: Timestamp,
    pub kind: String,
    pub status: String,
    pub variant: Variant,
    pub fingerprint: Option<Box<RawValue>>,
    pub measures: Vec<TravellingMeasure>,
    /// Of all of it; the last version had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// As it was recorded, to the byte.
    pub document: Box<RawValue>,
}

/// A number on its way.
#[derive(Debug, Serialize, Deserialize)]
pub struct TravellingMeasure {
    #[serde(flatten)]
    pub measure: Measure,
    /// Of the number with its samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Of the samples, which may be pruned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples_digest: Option<String>,
}

/// Everything.
#[derive(Debug, Deserialize)]
pub struct Export {
    pub schema: String,
    #[serde(default)]
    pub runs: Vec<Travelling>,
    #[serde(default)]
    pub events: Vec<Event>,
    pub accepted: Option<Accepted>,
}
