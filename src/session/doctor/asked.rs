//! What is asked of a look, and where it is taken.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{CheckSettings, Settings};
use crate::process::Interrupt;

/// What is asked of a look.
#[derive(Clone, Copy, Debug)]
pub struct AskedOfDoctor<'a> {
    /// The configuration's file, where one was found.
    pub file: Option<&'a Path>,
    /// What it says; None where it cannot be read.
    pub settings: Option<&'a Settings>,
    /// The configuration's folder, else the current one.
    pub folder: &'a Path,
    /// The history beside it.
    pub history: &'a Path,
    /// The interpreter that was asked for on the command line.
    pub python: Option<&'a Path>,
    /// The remote that was asked for; else the branch's own.
    pub remote: Option<&'a str>,
    /// Push a probe's ref to it, and delete it again.
    pub push_test: bool,
    /// The longest that the remote may take to answer.
    pub answer_within: Duration,
    /// What old is measured from.
    pub now: Timestamp,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
}

impl AskedOfDoctor<'_> {
    /// Where the target runs.
    pub(super) fn root(&self) -> PathBuf {
        let root = self.settings.map(|settings| settings.root.clone());
        root.filter(|root| root.is_dir()).unwrap_or_else(|| self.folder.to_owned())
    }

    /// The checks that decide over a rollback, as its plan chooses them: those of `[rollback] checks` and the critical ones, without any
    /// of these all; and whether any was chosen.
    pub(super) fn deciding<'c>(&self, checks: &'c [CheckSettings]) -> (Vec<&'c CheckSettings>, bool) {
        let named = self.settings.map(|settings| &*settings.rollback.checks).unwrap_or_default();
        let decides = |check: &&CheckSettings| check.critical || named.contains(&check.name);
        let chosen: Vec<&CheckSettings> = checks.iter().filter(decides).collect();
        match chosen.is_empty() {
            true => (checks.iter().collect(), false),
            false => (chosen, true),
        }
    }
}
