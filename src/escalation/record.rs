//! What an incident's journal keeps of escalations; the entry around it has the time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::call::{Call, Why};
use super::outbound::Stage;
use super::trigger::Question;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A level is called: written before it is sent for the first time.
    Due {
        /// Its identity: the same one is due once, and receivers see it with every delivery.
        key: String,
        /// What made it due, in a word.
        rule: String,
        /// The level, by its name.
        level: String,
        /// Its rank.
        rank: u32,
        /// By the incident's clock.
        due: Timestamp,
        /// Why, as a sentence.
        why: String,
        /// The same as data.
        reason: Why,
    },
    /// A receiver has it.
    Sent {
        /// Of which call.
        key: String,
        /// The level, by its name.
        level: String,
        /// The receiver, by its name.
        receiver: String,
        /// That somebody is called, is there, or that it is over.
        stage: Stage,
        /// A marked test.
        is_test: bool,
    },
    /// A receiver does not take it; it is tried again.
    NotSent {
        /// Of which call.
        key: String,
        /// The receiver, by its name.
        receiver: String,
        /// Why.
        why: String,
    },
    /// Somebody has it.
    Acknowledged {
        /// Of which call.
        key: String,
        /// Who: a contact, or the operator.
        by: String,
        /// The level of whoever it is, by its name.
        level: String,
        /// Its rank.
        rank: u32,
    },
    /// A person answered what only a person knows.
    Answered {
        /// To what.
        question: Question,
        /// What.
        answer: Answer,
        /// Who: a contact, or the operator.
        by: String,
    },
}

impl Record {
    /// Of a call, with its sentence.
    pub fn due(call: &Call, why: String) -> Self {
        Self::Due {
            key: call.key.clone(),
            rule: call.why.word().to_owned(),
            level: call.level.clone(),
            rank: call.rank,
            due: call.due,
            why,
            reason: call.why.clone(),
        }
    }
}
