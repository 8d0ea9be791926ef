//! Verdicts: pass, fail, or the honest third things, each with its reasons and evidence.

mod comparison;
mod creation;
mod growth;
mod import;
mod probe;
mod reason;
mod retention;
mod slowness;
mod websocket;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::measure::FailedRun;
use crate::plan::{Against, LEAST_FOR_A_FAILURE, LEAST_FOR_A_PASS, LimitRule, Times};
use crate::quantity::Nanos;
use crate::worker::Failure;
use vitals_probes::wire::Stall;

pub use comparison::{Named, in_words, judge_comparison, not_compared, nothing_compared, value_in_words};
pub use creation::judge_creation;
pub use growth::{judge_growth, rate_of_leak};
pub use import::judge_import;
pub use probe::{Limit, Measured, ProbeReport};
pub use reason::{
    CheckReason, CommandReason, Counts, CycleReason, Exception, Isolation, Location, Reason, ReportTrouble,
    RunReason, Spread, SuiteReason, SyntaxReason, TapFault, TestFailure, TestSource, WebsocketReason,
    comes_of_an_import,
};
pub use websocket::judge_websocket;

/// What a probe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Measured, and within the limit.
    Pass,
    /// Measured, and over the limit.
    Fail,
    /// Measured, and not enough to say.
    Inconclusive,
    /// Ran, and proved nothing.
    Vacuous,
    /// Could not be measured: the target failed.
    Error,
}

impl Status {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Pass, Self::Fail, Self::Inconclusive, Self::Vacuous, Self::Error];

    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Vacuous => "vacuous",
            Self::Error => "error",
        }
    }
}

impl Status {
    /// The worst of several: none, or an unfinished run, is never a pass.
    pub fn worst(statuses: impl IntoIterator<Item = Self>, finished: bool) -> Self {
        let rank = |status: &Self| match status {
            Self::Pass => 0,
            Self::Inconclusive => 1,
            Self::Vacuous => 2,
            Self::Error => 3,
            Self::Fail => 4,
        };
        match statuses.into_iter().max_by_key(rank) {
            None => Self::Inconclusive,
            Some(Self::Pass) if !finished => Self::Inconclusive,
            Some(status) => status,
        }
    }
}

/// A status, why, and from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What it came to.
    pub status: Status,
    /// Why: the most relevant first.
    pub reasons: Vec<Reason>,
    /// What it rests on.
    pub evidence: Vec<Reason>,
}

impl Verdict {
    /// A status and why.
    pub fn new(status: Status, reason: impl Into<Reason>) -> Self {
        Self { status, reasons: vec![reason.into()], evidence: Vec::new() }
    }

    /// One more reason.
    pub fn because(mut self, reason: impl Into<Reason>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// One more piece of evidence.
    pub fn resting_on(mut self, evidence: impl Into<Reason>) -> Self {
        self.evidence.push(evidence.into());
        self
    }
}

/// The verdict on a failed worker. A step that takes longer than the tool waits is over any sane limit.
fn of_failure(failed: &FailedRun, limit: Option<Nanos>) -> Verdict {
    let reported = failed.failure.describe();
    match &failed.failure {
        Failure::Hung { after, stall } | Failure::OutOfBudget { after, stall }
            if failed.warming_up
                && limit.is_some_and(|limit| *after > limit)
                && !outlasts(*after, stall.as_ref(), limit) =>
        {
            Verdict::new(Status::Inconclusive, reported).because(
                "that was the first import, which compiles modules and fills caches: give it a larger --timeout",
            )
        }
        Failure::Hung { after, .. } if limit.is_some_and(|limit| *after > limit) => {
            Verdict::new(Status::Fail, reported)
        }
        Failure::OutOfBudget { after, .. } if limit.is_some_and(|limit| *after > limit) => {
            Verdict::new(Status::Fail, reported)
        }
        Failure::Hung { .. } if limit.is_some() => Verdict::new(Status::Inconclusive, reported)
            .because("the --timeout is no longer than the limit: nothing can be said about the limit"),
        Failure::OutOfBudget { .. } | Failure::Interrupted => Verdict::new(Status::Inconclusive, reported),
        Failure::Raised(raised) if raised.type_name == "ModuleNotFoundError" => Verdict::new(
            Status::Error,
            reported,
        )
        .because(
            "looked for in the target's root and in its environment: are --root and --python the right ones?",
        ),
        Failure::NotMade { .. } | Failure::AlreadyLoaded => Verdict::new(Status::Vacuous, reported),
        _ => Verdict::new(Status::Error, reported),
    }
}

/// A first import may take several times as long as later ones; not this many times, nor does it wait longer.
const COLD_OVER_WARM: u64 = 10;

/// Whether a first import that was cut short reports of a limit that later ones would break too.
fn outlasts(after: Nanos, stall: Option<&Stall>, limit: Option<Nanos>) -> bool {
    limit.is_none_or(|limit| {
        after.0 >= limit.0.saturating_mul(COLD_OVER_WARM) || stall.is_some_and(|stall| stall.lasted > limit)
    })
}

/// `412 ms (geometric mean; interval 398 ms … 430 ms, n = 5)`: the interval of the rule, at its error rate.
fn described(rule: &LimitRule, seconds: &[f64]) -> String {
    let Some(interval) = rule.interval(seconds) else { return "no sample".into() };
    let [typical, low, high] = [interval.estimate, interval.low, interval.high].map(Nanos::from_secs_f64);
    format!("{typical} (geometric mean; interval {low} … {high}, n = {})", seconds.len())
}

fn why_undecided(rule: &LimitRule, seconds: &[f64], failures: &[FailedRun]) -> String {
    if failures.iter().any(|failed| matches!(failed.failure, Failure::Interrupted)) {
        return "the run was interrupted before there were enough samples".into();
    }
    if seconds.len() < rule.most() {
        return "the run ended before there were enough samples; give it a larger --budget".into();
    }
    if seconds.len() < LEAST_FOR_A_PASS {
        return format!(
            "so few samples decide nothing: {LEAST_FOR_A_PASS} are needed for a pass, {LEAST_FOR_A_FAILURE} for a failure; \
             leave -n out and as many are taken as are needed"
        );
    }
    "all samples were taken; the interval holds the limit".into()
}

/// The verdict on times against their limit.
fn of_times(what: &str, rule: &LimitRule, times: &Times, failures: &[FailedRun]) -> Verdict {
    let seconds = &times.wall;
    let limit = Nanos::from_secs_f64(rule.limit);
    let cut = failures.iter().find(|failed| !failed.was_cut_short());
    if let Some(failed) = cut {
        let verdict = of_failure(failed, Some(limit));
        let tried = seconds.len() + failures.len();
        return if seconds.is_empty() {
            verdict
        } else {
            verdict.because(format!("{} of {tried} tries failed", failures.len()))
        };
    }
    let measured = described(rule, seconds);
    let active = || {
        let measured = described(rule, &times.active);
        format!("without the time in which it was ready and had no processor it takes {measured}")
    };
    match rule.judge(times) {
        Against::Over => {
            Verdict::new(Status::Fail, format!("{what} takes {measured}, over the limit of {limit}"))
        }
        Against::Under => {
            Verdict::new(Status::Pass, format!("{what} takes {measured}, under the limit of {limit}"))
        }
        Against::Starved => Verdict::new(
            Status::Inconclusive,
            format!(
                "{what} takes {measured}, over the limit of {limit}, on a machine that is too busy to report"
            ),
        )
        .because(active()),
        Against::Undecided => match failures.first() {
            Some(failed) if seconds.is_empty() => of_failure(failed, Some(limit)),
            _ if seconds.is_empty() => {
                Verdict::new(Status::Inconclusive, "no sample was taken within the budget")
            }
            _ => {
                let doubt = format!("{what} takes {measured}: that does not decide about {limit}");
                let verdict = Verdict::new(Status::Inconclusive, doubt);
                let over = rule.interval(seconds).is_some_and(|wall| wall.low > rule.limit);
                let verdict = if over { verdict.because(active()) } else { verdict };
                verdict.because(why_undecided(rule, seconds, failures))
            }
        },
    }
}
