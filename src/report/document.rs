//! The whole run as data: what `--format json` prints and every other format is made from.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::comparison::ComparisonDocument;
use super::head::Head;
use crate::config::Settings;
use crate::python::Fingerprint;
use crate::verdict::{NoteReason, Planned, ProbeReport, RunEnd, Status};

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Where the target ran.
    pub root: PathBuf,
    /// Machine, interpreter, commit.
    pub fingerprint: Fingerprint,
    /// One entry a probe, in order.
    pub probes: Vec<ProbeReport>,
    /// The same probes against a baseline, where one was given.
    pub comparison: Option<ComparisonDocument>,
}

impl Document {
    /// An empty document, dated now.
    pub fn begin(fingerprint: Fingerprint, command: &[String], root: PathBuf, settings: &Settings) -> Self {
        let head = Head::begin(command, settings, settings.probes.len());
        Self { head, root, fingerprint, probes: Vec::new(), comparison: None }
    }

    /// Closes the document.
    pub fn end(&mut self, cut: Option<RunEnd>) {
        self.head.end(self.probes.len(), Planned::Probes, cut);
    }

    /// A comparison with a baseline was asked for and not made: the run is not finished.
    pub fn not_compared(&mut self, baseline: &str, by: RunEnd) {
        self.head.planned += self.probes.len().max(1);
        self.head.notes.push(NoteReason::NotCompared { baseline: baseline.to_owned(), by }.into());
    }

    /// The worst of all: an unfinished run is never a pass.
    pub fn status(&self) -> Status {
        let own = self.probes.iter().map(|probe| probe.verdict.status);
        let compared = self.comparison.as_ref().map(ComparisonDocument::status);
        Status::worst(own.chain(compared), self.probes.len() >= self.head.planned)
    }
}
