//! What a night measures: limits, the reference interleaved, the baseline, the checks, and the calibration around them.

use vitals_probes::wire::Calibration;

use super::super::against::against;
use super::super::baseline_plan::Replay;
use super::super::capture::{calibration, commit_of};
use super::super::check::run as check;
use super::super::compare::{Comparing, compare, in_place};
use super::super::conduct::{Conduct, Run};
use super::super::conversations::is_conversation;
use super::super::error::SessionError;
use super::super::health::{Asked, Heard, health};
use super::super::side::scratch;
use crate::config::{CheckSettings, Settings, Variant, defaults, revision};
use crate::git::Commit;
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
    /// The commit that was interleaved with it.
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
    let asked = [tonight.reference.is_some(), tonight.baseline.is_some(), !tonight.checks.is_empty()];
    let mut steps = Steps { run, left: 1 + asked.into_iter().filter(|asked| *asked).count() };
    // Before the budget can be spent.
    let (commit, unknown) = commit_of(&run.settings.root, run.interrupt)?;
    let check = steps.next(check)?;
    let mut night = MeasuredNight {
        commit,
        reference: None,
        calibration: calibrated(run, &check.fingerprint)?,
        check,
        comparison: None,
        baseline: None,
        health: None,
        notes: Vec::new(),
    };
    let unknown = unknown.map(|error| NoteReason::CommitUnknown { error: error.to_string() });
    night.notes.extend(unknown.map(Reason::from));
    if let Some(reference) = tonight.reference.filter(|_| !run.interrupt.raised()) {
        let beside = steps.next(|run| night.beside(run, reference, tonight.seed));
        night.unless_out_of_budget(beside, "the reference was not measured")?;
    }
    if let Some(baseline) = tonight.baseline.filter(|_| !run.interrupt.raised()) {
        let compared =
            steps.next(|run| against(run, baseline, &in_place(tonight.seed), Replay::WherePossible));
        night.baseline = night.unless_out_of_budget(compared, "the baseline was not compared")?;
    }
    if !tonight.checks.is_empty() && !run.interrupt.raised() {
        let asked =
            Asked { options: Vec::new(), heard: tonight.heard, look_back: None, greens: None, culprit: None };
        let checked = steps.next(|run| health(run, tonight.checks, asked));
        night.health = night.unless_out_of_budget(checked, "the checks were not run")?;
    }
    let after = calibrated(run, &night.check.fingerprint)?;
    night.calibration.extend(after);
    Ok(night)
}

/// The parts of a night, each with an equal share of the budget that is left.
struct Steps<'a> {
    run: Run<'a>,
    left: usize,
}

impl Steps<'_> {
    fn next<T>(&mut self, part: impl FnOnce(Run<'_>) -> T) -> T {
        let budget = self.run.conduct.budget.share(self.left);
        self.left = self.left.saturating_sub(1);
        let conduct = Conduct { budget, ..self.run.conduct.clone() };
        part(Run { conduct: &conduct, ..self.run })
    }
}

impl MeasuredNight {
    /// A part of the night; where its time was over before it began, a note.
    fn unless_out_of_budget<T>(
        &mut self,
        part: Result<T, SessionError>,
        left_out: &str,
    ) -> Result<Option<T>, SessionError> {
        match part {
            Err(error) if error.is_out_of_budget() => {
                let note = NoteReason::LeftOut { part: left_out.to_owned(), error: error.to_string() };
                self.notes.push(note.into());
                Ok(None)
            }
            part => part.map(Some),
        }
    }

    /// Measures the reference interleaved with what lies there.
    fn beside(&mut self, run: Run<'_>, reference: &Commit, seed: u64) -> Result<(), SessionError> {
        let Ok(base) = revision(&reference.hash) else { return Ok(()) };
        let comparing = Comparing { base: Variant::Revision(base), conversations: true, ..in_place(seed) };
        let (settings, left_out) = with_drawn_ports(run.settings);
        self.notes.extend(left_out.into_iter().map(Reason::from));
        match compare(Run { settings: &settings, ..run }, &comparing) {
            Ok(document) => {
                self.reference = Some(reference.clone());
                self.comparison = Some(document);
            }
            Err(SessionError::Git(lost)) if lost.is_of_the_repository() => {
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

/// Without the conversations whose servers cannot stand side by side, and what is said of each.
fn with_drawn_ports(settings: &Settings) -> (Settings, Vec<NoteReason>) {
    let fixed = |check: &CheckSettings| check.own_port().filter(|_| is_conversation(check));
    let note = |check: &CheckSettings| {
        Some(NoteReason::FixedPort { check: check.name.clone(), port: fixed(check)? })
    };
    let notes = settings.checks.iter().filter_map(note).collect();
    let mut settings = settings.clone();
    settings.checks.retain(|check| fixed(check).is_none());
    (settings, notes)
}

/// The calibration in the target's interpreter; nothing after Ctrl-C.
fn calibrated(run: Run<'_>, fingerprint: &Fingerprint) -> Result<Vec<Calibration>, SessionError> {
    if run.cut_short().is_some() {
        return Ok(Vec::new());
    }
    let scratch = scratch(run)?;
    let worker = calibration(run, &fingerprint.python)?;
    let context = run.context(&worker, &scratch, defaults::PROBE_BUDGET);
    Ok(calibrations(&context, CALIBRATIONS)?)
}
