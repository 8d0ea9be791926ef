//! Runs of a commit beside both ends.

use super::super::after_setup::after_setup;
use super::super::capture::{creation_order, import_order};
use super::super::compare::in_place;
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::own_names::with_own_names;
use super::super::side::Side;
use super::question::is_of_the_moment;
use crate::config::{Probe, defaults};
use crate::culprit::{BATCH, Batch, ENDS};
use crate::measure::{FailedRun, TimedPair, interleave_creations, interleave_imports};
use crate::plan::ComparisonRule;
use crate::process::Scratch;
use crate::verdict::{FailureReason, Reason};

/// Which of the three commits of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The good end.
    Good,
    /// The bad end.
    Bad,
    /// The commit that is measured.
    Candidate,
}

/// Why a batch has not all of its runs.
#[derive(Clone, Debug)]
pub struct NoTime {
    /// Which commit gave none.
    pub of: Of,
    /// Why; None where it took longer than a probe may.
    pub why: Option<Reason>,
    /// The next attempt may well give one.
    pub is_of_the_moment: bool,
}

/// What the runs came to, or why not.
pub type Taken<T> = Result<T, NoTime>;

/// Runs of a commit beside both ends, as logarithms of ratios to the good one: each pair runs at once, so that noise hits both alike.
///
/// # Errors
/// Where the system refuses a process.
pub fn batch(
    run: Run<'_>,
    scratch: &Scratch,
    [good, bad, candidate]: [&Side; 3],
    probe: &Probe,
    seed: u64,
) -> Result<Taken<Batch>, SessionError> {
    let pairs = |of: Of, other: &Side, count: usize, seed: u64| {
        ratios(run, scratch, (of, [good, other]), probe, (count, seed))
    };
    let candidate = match pairs(Of::Candidate, candidate, BATCH, seed)? {
        Ok(ratios) => ratios,
        Err(none) => return Ok(Err(none)),
    };
    let of_good = match pairs(Of::Good, good, ENDS, seed ^ 1)? {
        Ok(ratios) => ratios,
        Err(none) => return Ok(Err(none)),
    };
    let of_bad = pairs(Of::Bad, bad, ENDS, seed ^ 2)?;
    Ok(of_bad.map(|bad| Batch { good: of_good, bad, candidate }))
}

fn ratios(
    run: Run<'_>,
    scratch: &Scratch,
    (of, sides): (Of, [&Side; 2]),
    probe: &Probe,
    (count, seed): (usize, u64),
) -> Result<Taken<Vec<f64>>, SessionError> {
    let rule = ComparisonRule { fixed: Some(count), seed, ..in_place(seed).rule(probe, 1) };
    let most = defaults::PROBE_BUDGET + defaults::PROBE_BUDGET;
    let contexts = sides.map(|side| run.context(&side.worker, scratch, most));
    let [base, candidate] = contexts.each_ref();
    let (pairs, failures) = match probe {
        Probe::Import(import) => {
            let orders = sides.map(|side| import_order(import, &side.bytecode));
            let setup = import.setup.as_deref();
            let measured = after_setup(base, setup, |base| {
                after_setup(candidate, setup, |candidate| {
                    interleave_imports([base, candidate], orders.each_ref(), &rule)
                })
            })?;
            (measured.pairs, [measured.base.failures, measured.candidate.failures])
        }
        Probe::Create(create) => {
            let measured = interleave_creations([base, candidate], &creation_order(create, None), &rule)?;
            (measured.pairs, [measured.base.failures, measured.candidate.failures])
        }
        Probe::Growth(_) => (Vec::new(), [Vec::new(), Vec::new()]),
    };
    let ratios: Vec<f64> = pairs.iter().filter_map(log_ratio).collect();
    match ratios.len() < count {
        true => Ok(Err(no_time(of, failures, sides)?)),
        false => Ok(Ok(ratios)),
    }
}

/// Whose fault it is that runs are missing: the commit that failed, or the one that was measured.
fn no_time(of: Of, failures: [Vec<FailedRun>; 2], sides: [&Side; 2]) -> Result<NoTime, SessionError> {
    let [good, other] = failures.map(|mut failures| failures.pop());
    let (of, failed) = match (good, other) {
        (None, other) => (of, other),
        (good, _) => (Of::Good, good),
    };
    let Some(FailedRun { failure, .. }) = failed else {
        return Ok(NoTime { of, why: None, is_of_the_moment: true });
    };
    let is_of_the_moment = is_of_the_moment(&failure);
    let reason = Reason::from(FailureReason::Worker { failure: Box::new(failure), side: None });
    let why = with_own_names(reason, &sides).map_err(std::io::Error::from)?;
    Ok(NoTime { of, why: Some(why), is_of_the_moment })
}

fn log_ratio(pair: &TimedPair) -> Option<f64> {
    let times = pair.of(|span| span.active());
    let ratio = (times.candidate / times.base).ln();
    ratio.is_finite().then_some(ratio)
}
