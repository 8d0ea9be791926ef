//! An experiment as data, which is written as it is read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A whole experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// What it is about.
    pub title: String,
    /// The same at length.
    pub description: String,
    /// For choosing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Values for `${NAME}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub configuration: Map<String, Value>,
    /// What holds before and after; None where the experiment only explores.
    #[serde(default, rename = "steady-state-hypothesis", skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<Hypothesis>,
    /// What is done.
    #[serde(default)]
    pub method: Vec<Activity>,
    /// What undoes it.
    #[serde(default)]
    pub rollbacks: Vec<Activity>,
}

/// What holds before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// As a sentence.
    pub title: String,
    /// Each with a tolerance.
    #[serde(default)]
    pub probes: Vec<Activity>,
}

/// One thing that is done or looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Which of both.
    #[serde(rename = "type")]
    pub kind: ActivityKind,
    /// Its name.
    pub name: String,
    /// How.
    pub provider: Provider,
    /// What its output has to be; of probes of the hypothesis alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Value>,
    /// Waits around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pauses: Option<Pauses>,
}

/// Whether it changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActivityKind {
    /// It looks.
    Probe,
    /// It does.
    Action,
}

/// How an activity is performed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Provider {
    /// A program with its arguments: no shell.
    Process {
        /// The program, on `PATH` or as a path.
        path: String,
        /// Its arguments: texts and numbers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        arguments: Vec<Value>,
        /// Seconds that it may take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<f64>,
    },
    /// A request.
    Http {
        /// Its address.
        url: String,
        /// GET or POST.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// Its headers.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        headers: Map<String, Value>,
        /// Of a GET the query, of a POST the form; or JSON where the header `Content-Type` says so.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        arguments: Map<String, Value>,
        /// Seconds that it may take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<f64>,
    },
}

/// Seconds to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pauses {
    /// Before it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// When it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<f64>,
}
