//! What the incident's journal has of a response; the entry around it has the time.

use serde::{Deserialize, Serialize};

use super::emergency::Emergency;
use super::known::Known;
use super::outcome::Outcome;
use super::step::StepName;

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A step begins: written before anything of it happens.
    Begun(Begun),
    /// A step ended.
    Ended(Box<Ended>),
    /// The response ended, or waits for somebody.
    Over {
        /// To what.
        emergency: Emergency,
        /// With what.
        outcome: Outcome,
    },
}

/// A step begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Of a response to what.
    pub emergency: Emergency,
    /// Which.
    pub step: StepName,
    /// The command: a list of words, without secrets. Empty where none is configured.
    pub command: Vec<String>,
    /// Its share of the clock, in milliseconds.
    pub share_ms: u64,
    /// What is left of the clock; less than nothing where it is over.
    pub left_ms: i64,
}

/// A step ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// Of a response to what.
    pub emergency: Emergency,
    /// Which.
    pub step: StepName,
    /// The command, without secrets.
    pub command: Vec<String>,
    /// Its exit code; None where it was ended, or not started.
    pub exit: Option<i32>,
    /// Milliseconds that it took.
    pub took_ms: u64,
    /// What it came to.
    pub outcome: Outcome,
    /// What it found out.
    #[serde(default)]
    pub known: Known,
    /// The end of what the command said, where it did not do what it is for; without secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

impl Record {
    /// To what it responds.
    pub fn emergency(&self) -> &Emergency {
        match self {
            Self::Begun(begun) => &begun.emergency,
            Self::Ended(ended) => &ended.emergency,
            Self::Over { emergency, .. } => emergency,
        }
    }
}
