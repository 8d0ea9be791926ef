//! What is responded to: one of the four scenarios, or a phase of a migration that has to go.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::escalation::Scenario;
use crate::quantity::Nanos;

const MINUTE: u64 = 60_000;
/// Before the name of a phase.
const PHASE: &str = "phase:";
/// Other words for a scenario.
const ALIASES: [(&str, Scenario); 2] =
    [("isolation-breach", Scenario::Isolation), ("import-cascade", Scenario::Cascade)];

/// What is responded to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Emergency {
    /// One of the four.
    Scenario(Scenario),
    /// A phase of a migration is taken back to where it began; this is its name.
    Phase(String),
}

/// No emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is golden-path, isolation-breach, import-cascade, performance, or phase:NAME")]
pub struct NoEmergency;

impl Emergency {
    /// The one that is written so.
    pub fn of(written: &str) -> Option<Self> {
        if let Some(name) = written.strip_prefix(PHASE) {
            return (!name.is_empty()).then(|| Self::Phase(name.to_owned()));
        }
        let alias = || ALIASES.into_iter().find(|(word, _)| *word == written).map(|(_, scenario)| scenario);
        Scenario::of(written).or_else(alias).map(Self::Scenario)
    }

    /// All words of scenarios, the usual ones first.
    pub fn words() -> Vec<&'static str> {
        let aliases = ALIASES.into_iter().map(|(word, _)| word);
        Scenario::ALL.into_iter().map(Scenario::word).chain(aliases).collect()
    }

    /// Which of the four it is.
    pub fn scenario(&self) -> Option<Scenario> {
        match self {
            Self::Scenario(scenario) => Some(*scenario),
            Self::Phase(_) => None,
        }
    }

    /// Within what time everything has to be green again. A phase has the time of the number at the end of its name: the first 5, the
    /// second 30 minutes, all others 15.
    pub fn clock(&self) -> Nanos {
        match self {
            Self::Scenario(scenario) => scenario.resolution(),
            Self::Phase(name) => {
                let digits = name.len() - name.bytes().rev().take_while(u8::is_ascii_digit).count();
                Nanos::from_millis(match &name[digits..] {
                    "1" => 5 * MINUTE,
                    "2" => 30 * MINUTE,
                    _ => 15 * MINUTE,
                })
            }
        }
    }

    /// As an incident about it is called: what is no letter, digit, `.`, `_` or `-` is a `-`.
    pub fn incident_name(&self) -> String {
        let fits = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        self.to_string().chars().map(fits).take(60).collect()
    }
}

impl fmt::Display for Emergency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenario(scenario) => formatter.write_str(scenario.word()),
            Self::Phase(name) => write!(formatter, "{PHASE}{name}"),
        }
    }
}

impl From<Emergency> for String {
    fn from(emergency: Emergency) -> Self {
        emergency.to_string()
    }
}

impl TryFrom<String> for Emergency {
    type Error = NoEmergency;

    fn try_from(written: String) -> Result<Self, NoEmergency> {
        Self::of(&written).ok_or(NoEmergency)
    }
}
