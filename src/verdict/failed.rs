//! The verdict on a worker that gave no answer.

use vitals_probes::wire::{Earlier, Raised, Stall};

use super::reason::{Exception, FailureReason};
use super::reasoned::Verdict;
use super::status::Status;
use crate::measure::FailedRun;
use crate::quantity::Nanos;
use crate::worker::Failure;

/// A first import may take several times as long as later ones; not this many times, nor does it wait longer.
const COLD_OVER_WARM: u64 = 10;

/// The verdict on a failed worker, with the exceptions that it came of.
pub fn of_failure(failed: &FailedRun, limit: Option<Nanos>) -> Verdict {
    let verdict = of_the_last(failed, limit);
    match &failed.failure {
        Failure::Raised(raised) => raised_from(raised).into_iter().fold(verdict, Verdict::because),
        _ => verdict,
    }
}

fn raised_from(raised: &Raised) -> Vec<FailureReason> {
    let last = raised.chain.len().saturating_sub(1);
    let of = |(number, earlier): (usize, &Earlier)| FailureReason::RaisedFrom {
        relation: earlier.relation,
        exception: Exception {
            type_name: earlier.type_name.clone(),
            message: earlier.message.lines().next().unwrap_or_default().to_owned(),
        },
        site: earlier.site.clone(),
        left_out: if number == last { raised.chain_left_out } else { 0 },
    };
    raised.chain.iter().enumerate().map(of).collect()
}

/// A step that takes longer than the tool waits is over any sane limit.
fn of_the_last(failed: &FailedRun, limit: Option<Nanos>) -> Verdict {
    let reported = FailureReason::Worker { failure: Box::new(failed.failure.clone()), side: None };
    let is_over = |after: Nanos| limit.is_some_and(|limit| after > limit);
    match &failed.failure {
        Failure::Hung { after, stall } | Failure::OutOfBudget { after, stall }
            if failed.warming_up && is_over(*after) && !outlasts(*after, stall.as_ref(), limit) =>
        {
            Verdict::new(Status::Inconclusive, reported).because(FailureReason::FirstImportCutShort)
        }
        Failure::Hung { after, .. } | Failure::OutOfBudget { after, .. } if is_over(*after) => {
            Verdict::new(Status::Fail, reported)
        }
        Failure::Hung { .. } if limit.is_some() => {
            Verdict::new(Status::Inconclusive, reported).because(FailureReason::TimeoutWithinLimit)
        }
        Failure::OutOfBudget { .. } | Failure::Interrupted => Verdict::new(Status::Inconclusive, reported),
        Failure::Raised(raised) if raised.type_name == "ModuleNotFoundError" => {
            Verdict::new(Status::Error, reported).because(FailureReason::ModuleSearchedInTarget)
        }
        Failure::NotMade { .. }
        | Failure::AlreadyLoaded
        | Failure::LoadedBySetup
        | Failure::FromCheckout { .. } => Verdict::new(Status::Vacuous, reported),
        _ => Verdict::new(Status::Error, reported),
    }
}

/// Whether a first import that was cut short says of a limit that later ones would break it too.
fn outlasts(after: Nanos, stall: Option<&Stall>, limit: Option<Nanos>) -> bool {
    limit.is_none_or(|limit| {
        after.0 >= limit.0.saturating_mul(COLD_OVER_WARM) || stall.is_some_and(|stall| stall.lasted > limit)
    })
}
