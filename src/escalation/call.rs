//! A call: which level, since when, and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rule::Trigger;

/// A level that is called for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The same each time it is sent: receivers put repeated deliveries together by it.
    pub key: String,
    /// The level's name.
    pub level: String,
    /// Its rank.
    pub rank: u32,
    /// By its clock.
    pub due: Timestamp,
    /// Why.
    pub why: Why,
}

/// Why a level is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// An incident began.
    Opened,
    /// The level below did not acknowledge in time.
    Unacknowledged {
        /// Its name.
        level: String,
    },
    /// It did not acknowledge itself, and there is nobody above.
    Repeated {
        /// Of which call, by its key.
        of: String,
        /// Which repetition, from 1.
        number: u32,
    },
    /// A rule: what it waits for holds.
    Rule {
        /// What.
        trigger: Trigger,
        /// The one check that the rule is about.
        check: Option<String>,
        /// The check that was seen, where it is about one.
        subject: Option<String>,
        /// Since when.
        since: Timestamp,
    },
    /// A rule: what it asks is not known.
    Unknown {
        /// What.
        trigger: Trigger,
        /// Since when it is asked.
        since: Timestamp,
    },
}

impl Why {
    /// In a word: a rule's trigger, or what is a rule of itself.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Unacknowledged { .. } => "unacknowledged",
            Self::Repeated { .. } => "repeated",
            Self::Rule { trigger, .. } | Self::Unknown { trigger, .. } => trigger.word(),
        }
    }

    /// What makes one call of a level another than the next.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Opened => "opened".to_owned(),
            Self::Unacknowledged { level } => format!("unacknowledged {level}"),
            Self::Repeated { of, number } => format!("repeated {number} {of}"),
            Self::Rule { trigger, check, .. } => {
                format!("rule {} {}", trigger.word(), check.as_deref().unwrap_or_default())
            }
            Self::Unknown { trigger, .. } => format!("unknown {}", trigger.word()),
        }
    }
}

/// Who acknowledged, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}
