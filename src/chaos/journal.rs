//! What an experiment came to, as the Chaos Toolkit writes it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an experiment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// To its end.
    Completed,
    /// A probe of the hypothesis could not be performed.
    Failed,
    /// It could not go on.
    Aborted,
    /// By Ctrl-C.
    Interrupted,
}

/// Whether an activity was performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// It was, whatever its output says.
    Succeeded,
    /// It could not be started, or took too long.
    Failed,
}

/// One activity, performed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeRun {
    /// As written.
    pub activity: Value,
    /// What it gave.
    pub output: Value,
    /// When it began.
    pub start: String,
    /// Whether it was performed.
    pub status: RunStatus,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Vec<String>>,
    /// When it ended.
    pub end: String,
    /// Seconds between both.
    pub duration: f64,
    /// Of a probe of the hypothesis: whether its output is within its tolerance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance_met: Option<bool>,
}

/// One look at the hypothesis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Whether all of it holds; None where it was not looked at to its end.
    pub steady_state_met: Option<bool>,
    /// Up to the first that does not hold.
    pub probes: Vec<ProbeRun>,
}

/// All looks at the hypothesis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SteadyStates {
    /// Before the method.
    pub before: Option<State>,
    /// After it.
    pub after: Option<State>,
    /// Meanwhile: never, here.
    pub during: Vec<State>,
}

/// The whole journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// Which program wrote it.
    #[serde(rename = "chaoslib-version")]
    pub version: String,
    /// The system.
    pub platform: String,
    /// The machine.
    pub node: String,
    /// The experiment as written.
    pub experiment: Value,
    /// When it began.
    pub start: String,
    /// How it ended.
    pub status: Status,
    /// The hypothesis held before, and not after.
    pub deviated: bool,
    /// All looks at the hypothesis.
    pub steady_states: SteadyStates,
    /// The method.
    pub run: Vec<ProbeRun>,
    /// The rollbacks.
    pub rollbacks: Vec<ProbeRun>,
    /// When it ended.
    pub end: String,
    /// Seconds between both.
    pub duration: f64,
}

impl Journal {
    /// That it was completed, the hypothesis held before and after, and every activity was performed.
    pub fn is_good(&self) -> bool {
        let holds =
            |state: &Option<State>| state.as_ref().is_none_or(|state| state.steady_state_met == Some(true));
        let performed = |runs: &[ProbeRun]| runs.iter().all(|run| run.status == RunStatus::Succeeded);
        self.status == Status::Completed
            && !self.deviated
            && holds(&self.steady_states.before)
            && holds(&self.steady_states.after)
            && performed(&self.run)
            && performed(&self.rollbacks)
    }
}

/// A time as Python writes it.
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string()
}
