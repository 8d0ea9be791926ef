//! A target against a baseline: the plan is made first, and then carried out as any other comparison.

use jiff::Timestamp;

use super::baseline_plan::{BaselinePlan, CommitKnown, Numbers, Replay, numbers, plan};
use super::capture::CaptureContext;
use super::compare::{Comparing, compare, probe_by_probe};
use super::conduct::Run;
use super::error::SessionError;
use super::side::{Preparation, scratch};
use crate::comparison::Comparison;
use crate::config::{Revision, Variant};
use crate::git::{GitError, Repository};
use crate::report::comparison::{ComparisonDocument, SideRecord};
use crate::store::Baseline;
use crate::verdict::{Named, NoteReason, judge_comparison, not_compared};

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
    match plan(baseline, replay, |base| commit_known(run, base))? {
        BaselinePlan::Replay(base) => {
            let comparing = Comparing { base: Variant::Revision(base), ..comparing.clone() };
            Ok(as_replayed(compare(run, &comparing)?, baseline))
        }
        BaselinePlan::Calibrate(why) => {
            let mut document = calibrated(run, baseline, comparing)?;
            document.head.notes.push(NoteReason::StoredNumbersCompared { why }.into());
            Ok(document)
        }
        BaselinePlan::Impossible(why) => Err(SessionError::NoReplay { name: baseline.name.clone(), why }),
    }
}

fn commit_known(run: Run<'_>, base: &Revision) -> Result<CommitKnown, GitError> {
    let found = Repository::around(&run.settings.root, run.interrupt)
        .and_then(|repository| repository.map(|found| found.resolve(base, run.interrupt)).transpose());
    match found {
        Ok(Some(_)) => Ok(CommitKnown::AtHand),
        Ok(None) => Ok(CommitKnown::NoRepository),
        Err(GitError::UnknownRevision { .. }) => Ok(CommitKnown::Unknown),
        Err(error) if error.is_of_the_repository() => Ok(CommitKnown::Refused { error: error.to_string() }),
        Err(error) => Err(error),
    }
}

/// The comparison of two sides, as one with a baseline.
fn as_replayed(mut document: ComparisonDocument, baseline: &Baseline) -> ComparisonDocument {
    let side = &mut document.sides[0];
    side.label = format!("baseline:{}", baseline.name);
    let replayed =
        NoteReason::Replayed { baseline: baseline.name.clone(), captured: baseline.captured.clone() };
    let difference = baseline.differs_from(&document.sides[1].fingerprint);
    let elsewhere = difference.map(|difference| NoteReason::CapturedElsewhere { difference });
    document.head.notes.extend(std::iter::once(replayed).chain(elsewhere).map(Into::into));
    document
}

/// The candidate, measured beside the calibration, against the stored numbers.
fn calibrated(
    run: Run<'_>,
    baseline: &Baseline,
    comparing: &Comparing,
) -> Result<ComparisonDocument, SessionError> {
    let scratch = scratch(run)?.removed_at_the_end();
    let side = Preparation::new(run, &scratch)?.side(&comparing.candidate)?;
    let capturing = CaptureContext::new(run, &side, &scratch)?;
    let then = SideRecord::of_baseline(baseline);
    let label = then.label.clone();
    let mut document = ComparisonDocument::begin([then, side.record()], &run.conduct.command, run.settings);
    probe_by_probe(run, comparing, &[&side], &mut document, |probe, rule| {
        let stored = match numbers(baseline, probe, &side.fingerprint, comparing.max_age, Timestamp::now()) {
            Numbers::Compare(stored) => stored,
            Numbers::None(reason, instead) => {
                let none = Comparison::none(probe.kind(), &probe.name());
                return Ok(Some((none, not_compared(reason, instead))));
            }
        };
        let Some(mut comparison) = capturing.against(stored, probe, rule)? else { return Ok(None) };
        let sides = [&label, &side.label].map(|label| Named { label, top: &side.top });
        let judge =
            |comparison: &Comparison| judge_comparison(comparison, rule, sides, run.interrupt.raised());
        let mut verdict = judge(&comparison);
        if capturing.sample(probe, &mut comparison, &verdict)? {
            verdict = judge(&comparison);
        }
        Ok(Some((comparison, verdict)))
    })?;
    Ok(document)
}
