//! Takes what a check came to, gives one of three answers.

use crate::config::CheckSettings;
use crate::health::CheckOutcome;
use crate::quantity::Nanos;
use crate::report::words::sentences;
use crate::rollback::{Answer, CheckVerdict};
use crate::verdict::{CheckReason, FailureReason, Reason, Status, Verdict, WebsocketReason};
use crate::websocket::ServerTrouble;
use crate::worker::Failure;

/// No answer, and why.
pub fn unknown((check, critical): (&str, bool), why: &str) -> CheckVerdict {
    CheckVerdict {
        check: check.to_owned(),
        critical,
        answer: Answer::Unknown,
        reasons: vec![why.to_owned()],
        took: Nanos(0),
    }
}

/// The verdict of a check that ran.
pub fn answered(check: &CheckSettings, outcome: &CheckOutcome, took: Nanos) -> CheckVerdict {
    let answer = answer(&outcome.verdict);
    let is_plain = answer == Answer::Green;
    let reasons = if is_plain { Vec::new() } else { sentences(&outcome.verdict.reasons) };
    CheckVerdict { check: check.name.clone(), critical: check.critical, answer, reasons, took }
}

/// A pass is green and a failure is red. What came to no end, or tested nothing, has answered nothing.
fn answer(verdict: &Verdict) -> Answer {
    match verdict.status {
        Status::Pass => Answer::Green,
        Status::Fail if verdict.reasons.iter().any(is_cut_off) => Answer::Unknown,
        Status::Fail => Answer::Red,
        Status::Error if verdict.reasons.iter().any(is_of_the_target) => Answer::Red,
        Status::Error | Status::Inconclusive | Status::Vacuous => Answer::Unknown,
    }
}

/// It did not end in time, and so said nothing of what it tests.
fn is_cut_off(reason: &Reason) -> bool {
    let cut = |reason: &CheckReason| {
        matches!(reason, CheckReason::TimedOut { .. } | CheckReason::BudgetEnded { .. })
    };
    matches!(reason, Reason::Check(reason) if cut(reason)) || matches!(reason, Reason::Run(_))
}

/// The target itself is at fault: it raises, or its server ends.
fn is_of_the_target(reason: &Reason) -> bool {
    match reason {
        Reason::Failure(FailureReason::Worker { failure, .. }) => matches!(**failure, Failure::Raised(_)),
        Reason::Websocket(WebsocketReason::Server { trouble }) => matches!(trouble, ServerTrouble::Ended),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{RunReason, SuiteReason};

    #[test]
    fn three_answers_never_two() {
        let of = |status, reason: Reason| answer(&Verdict::new(status, reason));
        let server = |trouble| Reason::from(WebsocketReason::Server { trouble });
        let timed_out = || Reason::from(CheckReason::TimedOut { limit: Nanos(1) });
        for (status, reason, expected) in [
            (Status::Pass, SuiteReason::NothingCollected.into(), Answer::Green),
            (Status::Fail, SuiteReason::NothingCollected.into(), Answer::Red),
            (Status::Fail, timed_out(), Answer::Unknown),
            (Status::Error, SuiteReason::ArgumentsRejected.into(), Answer::Unknown),
            (Status::Vacuous, SuiteReason::NothingCollected.into(), Answer::Unknown),
            (Status::Inconclusive, RunReason::Interrupted.into(), Answer::Unknown),
            (Status::Error, server(ServerTrouble::Ended), Answer::Red),
            (Status::Error, server(ServerTrouble::AlreadyAnswered { at: "x".into() }), Answer::Unknown),
        ] {
            assert_eq!(of(status, reason), expected);
        }
    }
}
