//! The numbers of a run, and those of a series.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{MeasureId, RunId};
use super::series::{Relation, SeriesKey};
use super::variant::Variant;

/// One number of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The series that it belongs to.
    #[serde(flatten)]
    pub series: SeriesKey,
    /// What it is to be read against.
    #[serde(flatten)]
    pub relation: Relation,
    /// Of what, where that is not what the run is about: the base of a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
    /// The number; finite.
    pub value: f64,
    /// Lower bound; None where none is known.
    pub low: Option<f64>,
    /// Upper bound likewise.
    pub high: Option<f64>,
    /// Samples that it rests on.
    pub n: usize,
    /// The verdict in a word, where this number was judged.
    pub verdict: Option<String>,
    /// The samples, in order, where they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<f64>,
}

/// One number in its series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// For its samples.
    pub measure: MeasureId,
    /// In which it was measured.
    pub run: RunId,
    /// The run's name everywhere.
    pub uid: String,
    /// The place in the series, from 0: in the order of [`History::series`](crate::store::history::History::series).
    pub sequence: usize,
    /// When the run began, as the clock said.
    pub started: Timestamp,
    /// `check`, `nightly`, …
    pub kind: String,
    /// What was measured, with the machine.
    pub variant: Variant,
    /// What the value is to be read against.
    pub relation: Relation,
    /// The number.
    pub value: f64,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Samples.
    pub n: usize,
    /// The verdict, where it was judged.
    pub verdict: Option<String>,
}
