//! An audit as data, and as the answer for a person.

use serde::{Deserialize, Serialize};

use super::audited::{Audited, Proof};
use super::head::Head;
use super::terminal::verdict_table;
use crate::config::Settings;
use crate::python::Fingerprint;
use crate::report::words::audit::proof;
use crate::untrusted::printable;
use crate::verdict::{Planned, RunEnd, Status};

/// Whether each check can fail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AuditDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Machine, interpreter, commit.
    pub fingerprint: Fingerprint,
    /// One entry a check.
    pub checks: Vec<Audited>,
}

impl AuditDocument {
    /// An empty document, dated now.
    pub fn begin(fingerprint: Fingerprint, command: &[String], settings: &Settings, planned: usize) -> Self {
        Self { head: Head::begin(command, settings, planned), fingerprint, checks: Vec::new() }
    }

    /// Closes the document.
    pub fn end(&mut self, cut: Option<RunEnd>) {
        self.head.end(self.checks.len(), Planned::Checks, cut);
    }

    /// A vacuous check fails the audit; one that is unproven or does not pass leaves it undecided.
    pub fn status(&self) -> Status {
        let statuses = self.checks.iter().map(|check| match check.proof {
            Proof::CanFail => Status::Pass,
            Proof::Vacuous => Status::Fail,
            Proof::DoesNotPass | Proof::Unproven => Status::Inconclusive,
        });
        Status::worst(statuses, self.checks.len() == self.head.planned)
    }
}

/// The audit for a person.
pub fn human_audit(document: &AuditDocument) -> String {
    let mut text = String::new();
    let row = |check: &Audited| {
        let status = check.status();
        (status, vec![printable(&check.name), check.kind.to_string(), printable(&proof(check))])
    };
    verdict_table(&mut text, &["audit", "check", "kind", ""], document.checks.iter().map(row).collect());
    text
}
