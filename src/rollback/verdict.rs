//! A check's verdict on a tree: the one thing that a rollback knows of checks.

use serde::{Deserialize, Serialize};

use super::lost::Lost;
use crate::quantity::Nanos;

/// What a check answered. Three answers, never two: what could not be run has answered nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It passed, with evidence.
    Green,
    /// It failed, and says why.
    Red,
    /// It did not run to its end, proved nothing, or tested something else than that tree.
    Unknown,
}

/// What one check said of one tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckVerdict {
    /// Its name in the configuration.
    pub check: String,
    /// Whether its failure is critical, whatever the others say.
    pub critical: bool,
    /// What it answered.
    pub answer: Answer,
    /// Why, as sentences; empty for a plain pass.
    pub reasons: Vec<String>,
    /// How long it took.
    pub took: Nanos,
}

/// Where checks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The files of a tree (its object's hash), written outside of the repository. `objects` is a folder of objects that the
    /// repository does not have, where the tree is new: an alternate object directory.
    Tree {
        /// Hash of a tree or of a commit.
        tree: &'a str,
        /// Where its new objects are; None where the repository has all.
        objects: Option<&'a std::path::Path>,
    },
    /// The checkout as it lies there.
    Checkout {
        /// What a check has to regain there, beside the commit that it was at before.
        lost: Option<&'a Lost>,
    },
    /// The running service, after it was restarted or deployed.
    Live,
}

/// Who runs checks on a tree. What cannot be run is [`Answer::Unknown`], never an error and never green.
pub trait Verifier {
    /// Runs the checks of these names, one verdict each, in the same order. Ctrl-C makes the rest unknown.
    fn verify(&self, checks: &[String], place: Place<'_>) -> Vec<CheckVerdict>;
}
