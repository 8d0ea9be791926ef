//! What a night measures: limits, the reference in turn, the baseline, the checks, and the calibration around them.

use vitals_probes::wire::Calibration;

use super::super::against::{Replay, against, in_place};
use super::super::capture::{calibration, commit_of};
use super::super::compare::{Comparing, compare};
use super::super::health::{Heard, health};
use super::super::side::scratch;
use super::super::{Run, SessionError, run as check};
use crate::config::{CheckSettings, Variant, defaults, revision};
use crate::git::{Commit, GitError};
use crate::measure::calibrations;
use crate::python::Fingerprint;
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::health::HealthDocument;
use crate::store::Baseline;
use crate::verdict::{NoteReason, Reason};

/// Imports of the calibration before what is measured, and as many after it.
const CALIBRATIONS: usize = 5;

/// What tonight is held against.
#[derive(Clone, Copy)]
pub struct Tonight<'a> {
    /// The accepted commit.
    pub reference: Option<&'a Commit>,
    /// The configuration's baseline.
    pub baseline: Option<&'a Baseline>,
    /// The configured checks.
    pub checks: &'a [CheckSettings],
    /// Hears of each check as it ends.
    pub heard: Heard<'a>,
    /// Of the order and of the bootstrap.
    pub seed: u64,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct MeasuredNight {
    /// The commit that is checked out.
    pub commit: Option<Commit>,
    /// The commit that was measured in turn with it.
    pub reference: Option<Commit>,
    /// The calibration, before and after.
    pub calibration: Vec<Calibration>,
    /// Against the limits.
    pub check: Document,
    /// Against the reference.
    pub comparison: Option<ComparisonDocument>,
    /// Against the baseline.
    pub baseline: Option<ComparisonDocument>,
    /// The checks.
    pub health: Option<HealthDocument>,
    /// What was not done, and why.
    pub notes: Vec<Reason>,
}

/// Measures a night. What is not asked for is left out; Ctrl-C ends it where it stands.
///
/// # Errors
/// Where there is no interpreter to measure, or the system refuses a process.
pub fn measure_night(run: Run<'_>, tonight: &Tonight<'_>) -> Result<MeasuredNight, SessionError> {
    let check = check(run)?;
    let mut night = MeasuredNight {
        commit: commit_of(&check.root, run.interrupt)?,
        reference: None,
        calibration: calibrated(run, &check.fingerprint)?,
        check,
        comparison: None,
        baseline: None,
        health: None,
        notes: Vec::new(),
    };
    if let Some(reference) = tonight.reference.filter(|_| !run.interrupt.raised()) {
        night.beside(run, reference, tonight.seed)?;
    }
    if let Some(baseline) = tonight.baseline.filter(|_| !run.interrupt.raised()) {
        night.baseline = Some(against(run, baseline, &in_place(tonight.seed), Replay::WherePossible)?);
    }
    if !tonight.checks.is_empty() && !run.interrupt.raised() {
        night.health = Some(health(run, tonight.checks, tonight.heard)?);
    }
    let after = calibrated(run, &night.check.fingerprint)?;
    night.calibration.extend(after);
    Ok(night)
}

impl MeasuredNight {
    /// Measures the reference in turn with what lies there.
    fn beside(&mut self, run: Run<'_>, reference: &Commit, seed: u64) -> Result<(), SessionError> {
        let Ok(base) = revision(&reference.hash) else { return Ok(()) };
        let comparing = Comparing { base: Variant::Revision(base), ..in_place(seed) };
        match compare(run, &comparing) {
            Ok(document) => {
                self.reference = Some(reference.clone());
                self.comparison = Some(document);
            }
            Err(SessionError::Git(
                lost @ (GitError::UnknownRevision { .. }
                | GitError::NoRepository { .. }
                | GitError::NoSuchFolder { .. }),
            )) => {
                let (commit, error) = (reference.clone(), lost.to_string());
                self.notes.push(NoteReason::ReferenceLost { commit, error }.into());
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Ended by Ctrl-C.
    pub fn interrupted(&self) -> bool {
        let compared = [&self.comparison, &self.baseline].into_iter().flatten();
        self.check.head.interrupted
            || compared.into_iter().any(|document| document.head.interrupted)
            || self.health.as_ref().is_some_and(|document| document.head.interrupted)
    }
}

/// The calibration in the target's interpreter; nothing after Ctrl-C.
fn calibrated(run: Run<'_>, fingerprint: &Fingerprint) -> Result<Vec<Calibration>, SessionError> {
    if run.interrupt.raised() {
        return Ok(Vec::new());
    }
    let scratch = scratch()?;
    let worker = calibration(run, &fingerprint.python)?;
    let context = run.context(&worker, &scratch, defaults::PROBE_BUDGET, None);
    Ok(calibrations(&context, CALIBRATIONS)?)
}
