//! What is done with a baseline, decided before anything is measured: its commit is measured again, or its numbers are compared
//! by the calibration, or neither can be.
//!
//! Both decisions are functions of what is known, without a look at the system.

use jiff::Timestamp;

use crate::config::{Probe, Revision, revision};
use crate::python::Fingerprint;
use crate::quantity::Nanos;
use crate::store::{Baseline, StoredProbe};
use crate::verdict::{BaselineReason, Mismatch, NoReplay};

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

/// What git knows of a baseline's commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitKnown {
    /// Its files can be checked out.
    AtHand,
    /// The repository has no such commit.
    Unknown,
    /// The target is in no repository.
    NoRepository,
    /// Git gives no answer about the repository.
    Refused {
        /// What it says.
        error: String,
    },
}

/// What is done with a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselinePlan {
    /// Its commit is a side like any other, interleaved with the candidate.
    Replay(Revision),
    /// The candidate is measured beside the calibration, and compared with the stored numbers.
    Calibrate(NoReplay),
    /// It was to be replayed, and cannot be.
    Impossible(NoReplay),
}

/// The plan; `known` is asked only where the answer matters.
///
/// # Errors
/// Where the run ended before it was known.
pub fn plan<E>(
    baseline: &Baseline,
    replay: Replay,
    known: impl FnOnce(&Revision) -> Result<CommitKnown, E>,
) -> Result<BaselinePlan, E> {
    Ok(match (base(baseline, replay, known)?, replay) {
        (Ok(base), _) => BaselinePlan::Replay(base),
        (Err(why), Replay::Always) => BaselinePlan::Impossible(why),
        (Err(why), _) => BaselinePlan::Calibrate(why),
    })
}

/// The side to measure again, or why there is none.
fn base<E>(
    baseline: &Baseline,
    replay: Replay,
    known: impl FnOnce(&Revision) -> Result<CommitKnown, E>,
) -> Result<Result<Revision, NoReplay>, E> {
    let (base, unknown) = match named(baseline, replay) {
        Ok(named) => named,
        Err(why) => return Ok(Err(why)),
    };
    Ok(match known(&base)? {
        CommitKnown::AtHand => Ok(base),
        CommitKnown::Unknown => Err(unknown),
        CommitKnown::NoRepository => Err(NoReplay::NoRepository),
        CommitKnown::Refused { error } => Err(NoReplay::Refused { error }),
    })
}

/// The commit that the baseline names, and what is said where no repository knows it.
fn named(baseline: &Baseline, replay: Replay) -> Result<(Revision, NoReplay), NoReplay> {
    if replay == Replay::Never {
        return Err(NoReplay::NotWanted);
    }
    let commit = baseline.commit.as_ref().ok_or(NoReplay::NoCommit)?;
    if baseline.dirty != Some(false) {
        return Err(NoReplay::Dirty);
    }
    let unknown = NoReplay::UnknownCommit { commit: commit.hash.clone() };
    match revision(&commit.hash) {
        Ok(base) => Ok((base, unknown)),
        Err(_) => Err(unknown),
    }
}

/// What a stored number is good for.
#[derive(Clone, Debug)]
pub enum Numbers<'a> {
    /// They are compared with those of now.
    Compare(&'a StoredProbe),
    /// They decide nothing, and what can be done instead.
    None(BaselineReason, BaselineReason),
}

/// The numbers that a probe is compared with on this machine and interpreter.
pub fn numbers<'a>(
    baseline: &'a Baseline,
    probe: &Probe,
    fingerprint: &Fingerprint,
    most_age: Option<Nanos>,
    now: Timestamp,
) -> Numbers<'a> {
    let mismatch = baseline
        .differs_from(fingerprint)
        .map(|difference| Mismatch::Fingerprint { difference })
        .or_else(|| too_old(baseline, most_age?, now));
    if let Some(why) = mismatch {
        let reason = BaselineReason::NotComparable { name: baseline.name.clone(), why };
        return Numbers::None(reason, BaselineReason::ReplayInstead);
    }
    match baseline.probe(probe.kind(), &probe.name()) {
        Some(stored) => Numbers::Compare(stored),
        None => {
            let known =
                baseline.probes.iter().map(|probe| format!("{} {}", probe.kind(), probe.name())).collect();
            let reason = BaselineReason::NoSuchProbe { name: baseline.name.clone(), known };
            Numbers::None(reason, BaselineReason::CaptureAgain)
        }
    }
}

/// Whether a baseline is older than that. The newest capture counts; one of the future has no age.
fn too_old(baseline: &Baseline, most: Nanos, now: Timestamp) -> Option<Mismatch> {
    let newest = baseline.captured.iter().max()?;
    let captured: Timestamp = newest.parse().ok()?;
    let age = Nanos(u64::try_from(now.duration_since(captured).as_nanos()).unwrap_or(0));
    (age > most).then(|| Mismatch::TooOld { captured: newest.clone(), most })
}

#[cfg(test)]
mod tests;
