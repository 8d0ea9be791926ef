//! What an entry says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::section::Section;
use crate::escalation::Answer;
use crate::escalation::Record as Escalation;
use crate::escalation::Scenario;
use crate::git::Commit;
use crate::respond::Record as Step;

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An operator writes something down.
    Note {
        /// Without secrets.
        text: String,
    },
    /// An operator writes a section of the report; a later one takes the place of an earlier one.
    Answered {
        /// Which.
        section: Section,
        /// Without secrets.
        text: String,
    },
    /// Somebody vouches for something that no program can see.
    Attested(Attestation),
    /// A command ran.
    Ran(Box<Ran>),
    /// A command moved the branch, or a remote's.
    RolledBack(Box<Undone>),
    /// A commit was found to be at fault.
    Culprit {
        /// Which.
        commit: Commit,
        /// By which command, and what it saw.
        why: String,
    },
    /// The configuration is another one than it was.
    Configuration {
        /// SHA-256 of its file as it was last seen; None where it was not there.
        from: Option<String>,
        /// As it is now.
        to: Option<String>,
    },
    /// Something that is refused during an incident was let through.
    LetThrough {
        /// The words of the command, without secrets.
        words: Vec<String>,
        /// As the operator wrote it.
        reason: String,
    },
    /// A list was gone through.
    Looked(Box<Look>),
    /// Who is called.
    Escalation(Escalation),
    /// A step of `vitals respond`.
    Responded(Box<Step>),
    /// What shows what happened was kept.
    Kept(Box<Evidence>),
    /// It is over.
    Closed(Closing),
}

/// Somebody vouches for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// For what: a line of a list, by its name, or a question in words.
    pub question: String,
    /// What was answered.
    pub answer: Answer,
    /// Who answered, where that is not the operator.
    pub by: Option<String>,
    /// It counts until then; None where it does not expire.
    pub until: Option<Timestamp>,
}

/// A command that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Its words, without secrets.
    pub words: Vec<String>,
    /// Its exit code.
    pub exit: u8,
    /// Milliseconds that it took.
    pub took_ms: u64,
    /// The runs of the history that it recorded.
    pub runs: Vec<RunName>,
    /// What its runs say of each check.
    pub verdicts: Vec<CheckSeen>,
    /// The kinds of emergency that they see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioSeen>,
}

/// A kind of emergency that a run has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioSeen {
    /// Which.
    pub scenario: Scenario,
    /// The checks that show it.
    pub checks: Vec<String>,
}

/// A run of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunName {
    /// Its number in that database.
    pub id: i64,
    /// Its name everywhere.
    pub uid: String,
}

/// What a run said of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSeen {
    /// Its name.
    pub check: String,
    /// In a word: `pass`, `fail`, …
    pub verdict: String,
}

/// What a look at a list came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Which list: `checklist` or `recovery`.
    pub list: String,
    /// All lines held.
    pub holds: bool,
    /// For so many seconds in a row.
    pub held_s: u64,
    /// Each line.
    pub lines: Vec<LineSeen>,
}

/// A line of a list, as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineSeen {
    /// Its name.
    pub line: String,
    /// Whether it held; `unknown` does not.
    pub answer: Answer,
    /// By which checks, or why not.
    pub why: String,
    /// Who vouches for it, where somebody does.
    pub by: Option<String>,
}

/// A rollback, its undo or its push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Its identity.
    pub id: String,
    /// `apply`, `undo` or `publish`.
    pub kind: String,
    /// The plan's hash, or the identity of what is undone.
    pub of: String,
    /// `done`, `undone`, `before`, or `open`.
    pub end: String,
    /// HEAD's commit before it.
    pub from: String,
    /// The commit that it made; None where nothing was moved.
    pub to: Option<String>,
    /// Commits whose work went, newest first; None where the plan's file is not there.
    pub commits: Option<Vec<Commit>>,
}

/// How it was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Why it was closed although something was missing; None where nothing was.
    pub in_spite: Option<String>,
    /// What was missing then.
    pub missing: Vec<String>,
}
