//! What a run was about.

use serde::{Deserialize, Serialize};

use crate::git::Commit;
use crate::python::Fingerprint;

/// What was measured: a commit, or a checkout, on a machine with an interpreter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// As written on the command line of a comparison: `main`, `py:3.13`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The commit; its subject is empty where it was not asked for.
    pub commit: Option<Commit>,
    /// Whether tracked files differed from it.
    pub dirty: Option<bool>,
    /// [`Fingerprint::key`]: what keeps series apart. Empty where no interpreter was measured.
    pub machine: String,
}

impl Variant {
    /// Of a fingerprint: its commit, with a subject where one is known.
    pub fn of(fingerprint: &Fingerprint, subject: Option<&str>) -> Self {
        let commit = fingerprint
            .git_commit
            .clone()
            .map(|hash| Commit { hash, subject: subject.unwrap_or_default().to_owned() });
        Self { label: None, commit, dirty: fingerprint.git_dirty, machine: fingerprint.key() }
    }

    /// The commit's hash.
    pub fn hash(&self) -> Option<&str> {
        self.commit.as_ref().map(|commit| commit.hash.as_str())
    }
}
