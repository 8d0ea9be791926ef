//! What a rehearsal came to, step by step.

use serde::{Deserialize, Serialize};

use super::edit::Unplaced;
use super::fault::Fault;
use crate::quantity::Nanos;

/// A step of a drill, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// All checks pass before the fault.
    Before,
    /// The fault is seen for what it is.
    Seen,
    /// The right commit, or release, is named.
    Culprit,
    /// A rollback is planned and verified.
    Plan,
    /// It is applied.
    Apply,
    /// All checks pass again.
    After,
}

impl StepName {
    /// As a report names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Seen => "seen",
            Self::Culprit => "culprit",
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::After => "after",
        }
    }
}

/// What went wrong in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trouble {
    /// Checks that do not pass, though the fault is not there, or is there no more.
    NotGreen {
        /// Their names.
        checks: Vec<String>,
    },
    /// No check fails with the fault that passed without it.
    NotSeen,
    /// Checks fail, and do not say what the fault is.
    NotNamed {
        /// Their names.
        checks: Vec<String>,
        /// What was looked for: `file:line`, or one of these words.
        wanted: Vec<String>,
    },
    /// Another commit or release was named, or none.
    OtherCulprit {
        /// What was named; None where nothing was.
        named: Option<String>,
        /// What is at fault.
        wanted: String,
    },
    /// A command ended otherwise than it has to.
    Ended {
        /// Its words.
        command: Vec<String>,
        /// Its exit code; None where it was ended.
        code: Option<i32>,
        /// The end of what it printed.
        said: String,
    },
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// How long it took.
    pub took: Nanos,
    /// What went wrong; None where it went well.
    pub trouble: Option<Trouble>,
}

/// How a drill ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ending {
    /// Every step went well, within the limit.
    Passed,
    /// A step did not.
    Failed,
    /// Every step went well, too slowly.
    TooSlow,
    /// The repository of the user was changed meanwhile.
    Touched,
    /// The fault has no place in this project.
    NotApplicable {
        /// Why.
        why: Unplaced,
    },
    /// Ctrl-C, or the budget.
    CutShort,
}

impl Ending {
    /// As it is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::TooSlow => "too slow",
            Self::Touched => "touched",
            Self::NotApplicable { .. } => "not applicable",
            Self::CutShort => "cut short",
        }
    }
}

/// A fault, rehearsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Drilled {
    /// Which.
    pub fault: Fault,
    /// When it began (RFC 3339, UTC).
    pub started: String,
    /// Where the fault was put: `file:line`, or the file.
    pub place: Option<String>,
    /// The steps that were taken.
    pub steps: Vec<Step>,
    /// The longest from the first sight of the fault until everything is green.
    pub limit: Nanos,
    /// How it ended.
    pub ending: Ending,
}

impl Drilled {
    /// From the first sight of the fault to the last step.
    pub fn took(&self) -> Nanos {
        let after = self.steps.iter().filter(|step| step.name != StepName::Before);
        Nanos(after.map(|step| step.took.0).sum())
    }
}
