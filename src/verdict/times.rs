//! The verdict on times against their limit.

use super::failed::of_failure;
use super::reason::{TimeReason, Typical};
use super::reasoned::Verdict;
use super::status::Status;
use crate::measure::{FailedRun, Timed};
use crate::plan::{Against, LEAST_FOR_A_FAILURE, LEAST_FOR_A_PASS, LimitRule, Times};
use crate::quantity::Nanos;
use crate::worker::Failure;

/// The verdict on times against their limit.
pub fn of_times(of: Timed, rule: &LimitRule, times: &Times, failures: &[FailedRun]) -> Verdict {
    let seconds = &times.wall;
    let limit = Nanos::from_secs_f64(rule.limit);
    if let Some(failed) = failures.iter().find(|failed| !failed.was_cut_short()) {
        let verdict = of_failure(failed, Some(limit));
        let (failed, tried) = (failures.len(), seconds.len() + failures.len());
        return if seconds.is_empty() {
            verdict
        } else {
            verdict.because(TimeReason::SomeFailed { failed, tried })
        };
    }
    let wall = typical(rule, seconds);
    let active = || TimeReason::Active { active: typical(rule, &times.active) };
    match (rule.judge(times), failures.first()) {
        (Against::Over, _) => Verdict::new(Status::Fail, TimeReason::OverLimit { of, wall, limit }),
        (Against::Under, _) => Verdict::new(Status::Pass, TimeReason::UnderLimit { of, wall, limit }),
        (Against::Starved, _) => {
            Verdict::new(Status::Inconclusive, TimeReason::MachineTooBusy { of, wall, limit })
                .because(active())
        }
        (Against::Undecided, Some(failed)) if seconds.is_empty() => of_failure(failed, Some(limit)),
        (Against::Undecided, None) if seconds.is_empty() => {
            Verdict::new(Status::Inconclusive, TimeReason::NoSample)
        }
        (Against::Undecided, _) => {
            let verdict = Verdict::new(Status::Inconclusive, TimeReason::TooClose { of, wall, limit });
            let over = rule.interval(seconds).is_some_and(|wall| wall.low > rule.limit);
            let verdict = if over { verdict.because(active()) } else { verdict };
            verdict.because(why_undecided(rule, seconds.len(), failures))
        }
    }
}

/// The typical time, with the interval of the rule at its error rate. None without samples, without bounds of few.
fn typical(rule: &LimitRule, seconds: &[f64]) -> Option<Typical> {
    let samples = seconds.len();
    Some(Typical { seconds: rule.shown(seconds)?, samples })
}

fn why_undecided(rule: &LimitRule, samples: usize, failures: &[FailedRun]) -> TimeReason {
    let most = rule.most();
    if failures.iter().any(|failed| matches!(failed.failure, Failure::Interrupted)) {
        return TimeReason::InterruptedEarly { samples };
    }
    if samples < most {
        return TimeReason::BudgetEnded { samples, most };
    }
    if samples < LEAST_FOR_A_PASS {
        let (for_a_pass, for_a_failure) = (LEAST_FOR_A_PASS, LEAST_FOR_A_FAILURE);
        return TimeReason::TooFewSamples { samples, for_a_pass, for_a_failure };
    }
    TimeReason::AllTaken { samples }
}
