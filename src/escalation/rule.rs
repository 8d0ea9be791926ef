//! From which level to which, why, and after how long.

use serde::{Deserialize, Serialize};

use super::place::Place;
use super::trigger::{Auto, Question};
use crate::quantity::Nanos;

/// What makes a rule's escalation due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Trigger {
    /// What the journal shows.
    Auto(Auto),
    /// What a person answers: yes, or not known for too long.
    Ask(Question),
}

impl Trigger {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto(auto) => auto.word(),
            Self::Ask(question) => question.word(),
        }
    }
}

/// More than this.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub enum Over {
    /// So many rollbacks or scenarios.
    Count(u32),
    /// So much slower: 0.15 is 15 %.
    Ratio(f64),
}

/// A `[[rule]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Who handles the incident until then, and is asked.
    pub from: String,
    /// Who is called.
    pub to: String,
    /// Why.
    pub trigger: Trigger,
    /// For how long it has to hold; of a question: how long it may be unknown.
    pub after: Option<Nanos>,
    /// What it has to be more than.
    pub over: Option<Over>,
    /// The one check that it is about; None for any.
    pub check: Option<String>,
    /// Where it was written.
    pub place: Place,
}

/// How long a question may be unknown where a rule does not say.
const UNKNOWN: Nanos = Nanos::from_millis(10 * 60_000);
/// How much slower is too slow where a rule does not say.
const SLOWER: f64 = 0.15;

impl Rule {
    /// For how long it has to hold.
    pub fn delay(&self) -> Nanos {
        match self.trigger {
            Trigger::Auto(_) => self.after.unwrap_or(Nanos(0)),
            Trigger::Ask(_) => self.after.unwrap_or(UNKNOWN),
        }
    }

    /// More than so many.
    pub fn count(&self) -> u32 {
        match (self.over, self.trigger) {
            (Some(Over::Count(count)), _) => count,
            (_, Trigger::Auto(Auto::Rollbacks)) => 2,
            _ => 1,
        }
    }

    /// More than so much slower.
    pub fn ratio(&self) -> f64 {
        if let Some(Over::Ratio(ratio)) = self.over { ratio } else { SLOWER }
    }
}
