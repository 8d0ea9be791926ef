//! A target against a baseline: replayed where its commit is at hand, else by the calibration.

use std::io;
use std::path::Path;

use super::capture::CaptureContext;
use super::compare::{Comparing, compare, timed};
use super::own_names::with_own_names;
use super::side::{Preparation, scratch};
use super::{Run, SessionError, interrupted_or};
use crate::comparison::{Comparison, stored_against};
use crate::config::{Probe, Settings, Variant, revision};
use crate::git::Repository;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::comparison::{ComparisonDocument, ComparisonReport, SideRecord};
use crate::store::Baseline;
use crate::verdict::{
    BaselineReason, Mismatch, Named, NoReplay, NoteReason, Status, Verdict, judge_comparison, not_compared,
};

/// Whether a baseline's commit is measured again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Where that can be done.
    WherePossible,
    /// Or else it is an error.
    Always,
    /// The stored numbers are compared.
    Never,
}

/// Compares the candidate with a baseline.
///
/// # Errors
/// Where a replay was asked for and cannot be done, a variant cannot be made ready, or the system refuses a process.
pub fn against(
    run: Run<'_>,
    baseline: &Baseline,
    comparing: &Comparing,
    replay: Replay,
) -> Result<ComparisonDocument, SessionError> {
    let obstacle = if replay == Replay::Never {
        Some(NoReplay::NotWanted)
    } else {
        obstacle(run.settings, baseline, run.interrupt)
    };
    match (obstacle, replay) {
        (None, _) => replayed(run, baseline, comparing),
        (Some(why), Replay::Always) => Err(SessionError::NoReplay { name: baseline.name.clone(), why }),
        (Some(why), _) => {
            let mut document = stored(run, baseline, comparing)?;
            document.head.notes.push(NoteReason::StoredNumbersCompared { why }.into());
            Ok(document)
        }
    }
}

/// Why a baseline cannot be measured again.
fn obstacle(settings: &Settings, baseline: &Baseline, interrupt: &Interrupt) -> Option<NoReplay> {
    let Some(commit) = &baseline.commit else { return Some(NoReplay::NoCommit) };
    if baseline.dirty != Some(false) {
        return Some(NoReplay::Dirty);
    }
    let hash = revision(&commit.hash).ok()?;
    let repository = Repository::around(&settings.root, interrupt).ok().flatten();
    match repository.map(|repository| repository.resolve(&hash, interrupt)) {
        Some(Ok(_)) => None,
        Some(Err(_)) => Some(NoReplay::UnknownCommit { commit: commit.hash.clone() }),
        None => Some(NoReplay::NoRepository),
    }
}

fn replayed(
    run: Run<'_>,
    baseline: &Baseline,
    comparing: &Comparing,
) -> Result<ComparisonDocument, SessionError> {
    let Some(base) = baseline.commit.as_ref().and_then(|commit| revision(&commit.hash).ok()) else {
        return Err(SessionError::NoReplay { name: baseline.name.clone(), why: NoReplay::NoCommit });
    };
    let comparing = Comparing { base: Variant::Revision(base), ..comparing.clone() };
    let mut document = compare(run, &comparing)?;
    let side = &mut document.sides[0];
    side.label = format!("baseline:{}", baseline.name);
    let replayed =
        NoteReason::Replayed { baseline: baseline.name.clone(), captured: baseline.captured.clone() };
    let difference = baseline.differs_from(&document.sides[1].fingerprint);
    let elsewhere = difference.map(|difference| NoteReason::CapturedElsewhere { difference });
    document.head.notes.extend(std::iter::once(replayed).chain(elsewhere).map(Into::into));
    Ok(document)
}

/// The candidate, measured beside the calibration, against the stored numbers.
fn stored(
    run: Run<'_>,
    baseline: &Baseline,
    comparing: &Comparing,
) -> Result<ComparisonDocument, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    let scratch = scratch(run)?;
    let side = Preparation::new(run, &scratch)?.side(&comparing.candidate)?;
    let capturing = CaptureContext::new(run, &side, &scratch)?;
    let then = record_of(baseline);
    let label = then.label.clone();
    let mut document = ComparisonDocument::begin([then, side.record()], &conduct.command, settings);
    let useless = baseline
        .differs_from(&side.fingerprint)
        .map(|difference| Mismatch::Fingerprint { difference })
        .or_else(|| too_old(baseline, comparing.max_age));
    let timed = timed(&settings.probes);
    let mut cut = None;
    for probe in &settings.probes {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let rule = comparing.rule(probe, timed);
        let found = baseline.probe(probe.kind(), &probe.name());
        let none = |probe: &Probe, verdict| (Comparison::none(probe.kind(), &probe.name()), verdict);
        let (comparison, verdict) = match (&useless, found) {
            (Some(why), _) => none(probe, useless_numbers(baseline, why)),
            (None, None) => none(probe, no_such_probe(baseline)),
            (None, Some(found)) => {
                let Some(comparison) = capturing.against(found, probe, &rule)? else { continue };
                let sides =
                    [Named { label: &label, top: &side.top }, Named { label: &side.label, top: &side.top }];
                let verdict = judge_comparison(&comparison, &rule, sides, interrupt.raised());
                (comparison, verdict)
            }
        };
        let report = ComparisonReport { name: probe.name(), verdict, rule, comparison };
        document.probes.push(with_own_names(report, &[&side]).map_err(io::Error::from)?);
    }
    document.end(interrupted_or(interrupt, cut));
    Ok(document)
}

/// What a report keeps of a baseline.
fn record_of(baseline: &Baseline) -> SideRecord {
    SideRecord {
        label: format!("baseline:{}", baseline.name),
        subject: baseline.commit.as_ref().map(|commit| commit.subject.clone()),
        fingerprint: baseline.fingerprint.clone(),
    }
}

fn useless_numbers(baseline: &Baseline, why: &Mismatch) -> Verdict {
    let reason = BaselineReason::NotComparable { name: baseline.name.clone(), why: why.clone() };
    not_compared(reason, BaselineReason::ReplayInstead)
}

fn no_such_probe(baseline: &Baseline) -> Verdict {
    let known = baseline.probes.iter().map(|probe| format!("{} {}", probe.kind(), probe.name())).collect();
    let reason = BaselineReason::NoSuchProbe { name: baseline.name.clone(), known };
    not_compared(reason, BaselineReason::CaptureAgain)
}

/// Whether a baseline is too old, where an age was given. The newest capture counts.
fn too_old(baseline: &Baseline, most: Option<Nanos>) -> Option<Mismatch> {
    let newest = baseline.captured.iter().max()?;
    let captured: jiff::Timestamp = newest.parse().ok()?;
    let age = jiff::Timestamp::now().duration_since(captured);
    let age = Nanos(u64::try_from(age.as_nanos()).unwrap_or(0));
    let most = most?;
    (age > most).then(|| Mismatch::TooOld { captured: newest.clone(), most })
}

/// The comparison that `check` makes: the target as it lies there.
pub fn in_place(seed: u64) -> Comparing {
    Comparing {
        base: Variant::WorkingTree,
        candidate: Variant::WorkingTree,
        tolerance: None,
        any_change: false,
        pairs: None,
        seed,
        max_age: None,
    }
}

/// Two baselines against each other, by their calibrations.
pub fn diff(base: &Baseline, candidate: &Baseline) -> ComparisonDocument {
    let sides = [record_of(base), record_of(candidate)];
    let mut document = ComparisonDocument::of_baselines(sides, candidate.probes.len());
    let comparing = in_place(0);
    for stored in &candidate.probes {
        let rule = comparing.default_rule(candidate.probes.len());
        let found = base.probe(stored.kind(), stored.name());
        let labels = document.sides.each_ref().map(|side| side.label.clone());
        let sides = labels.each_ref().map(|label| Named { label, top: Path::new("") });
        let different = base.differs_from(&candidate.fingerprint);
        let (comparison, verdict) =
            match (different, found.and_then(|found| stored_against(found, stored, &rule))) {
                (Some(difference), _) => {
                    let reason = BaselineReason::TwoFingerprints { difference };
                    (
                        Comparison::none(stored.kind(), stored.name()),
                        Verdict::new(Status::Inconclusive, reason),
                    )
                }
                (None, Some(comparison)) => {
                    let verdict = judge_comparison(&comparison, &rule, sides, false);
                    (comparison, verdict)
                }
                (None, None) => {
                    let reason = BaselineReason::NewProbe { base: base.name.clone() };
                    (
                        Comparison::none(stored.kind(), stored.name()),
                        Verdict::new(Status::Inconclusive, reason),
                    )
                }
            };
        document.probes.push(ComparisonReport { name: stored.name().to_owned(), verdict, rule, comparison });
    }
    document
}
