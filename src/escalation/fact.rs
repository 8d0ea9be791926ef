//! What is known of an incident, with its time.

use super::answer::Answer;
use super::scenario::Scenario;
use jiff::Timestamp;

use super::call::Call;
use super::trigger::Question;

/// Something that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Since when.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What is known.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The incident began: the levels up to this rank are called at once, the lowest in any case.
    Opened(u32),
    /// It is over.
    Closed,
    /// A check was seen.
    Check {
        /// Its name.
        name: String,
        /// Whether it is critical.
        critical: bool,
        /// What it said.
        seen: Seen,
    },
    /// Something was rolled back.
    RolledBack,
    /// All of it has to be rolled back, or was.
    CompleteRollback,
    /// A scenario begins or ends.
    Scenario {
        /// Which.
        scenario: Scenario,
        /// Whether it goes on from now.
        active: bool,
    },
    /// A comparison: so much slower; 0.15 is 15 %.
    Slower(f64),
    /// An answer of a person.
    Answered {
        /// To what.
        question: Question,
        /// What.
        answer: Answer,
        /// Who.
        by: String,
    },
    /// A call that was made, or is being made.
    Called(Call),
    /// Somebody is there.
    Acknowledged {
        /// The call that this is about.
        key: String,
        /// The rank of whoever it is.
        rank: u32,
        /// Who.
        by: String,
    },
}

/// What a check said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It passes.
    Pass,
    /// It fails.
    Fail,
    /// Nobody knows.
    Unknown,
}
