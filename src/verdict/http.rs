//! From an answer to a verdict: a pass needs the status, and what else was asked for, in time.

use super::reason::{HttpReason, RunReason, WebsocketReason};
use super::reasoned::Verdict;
use super::status::Status;
use super::websocket::of_server;
use crate::config::websocket::HttpSettings;
use crate::websocket::{HttpFailure, HttpOutcome};

/// The verdict on what came of a request.
pub fn judge_http(settings: &HttpSettings, outcome: &HttpOutcome) -> Verdict {
    let verdict = verdict(outcome);
    let mut evidence = Vec::new();
    evidence.extend(outcome.login_in.map(|after| HttpReason::LoggedIn { after }));
    if outcome.status.is_some() && (settings.pattern.is_some() || !settings.json.is_empty()) {
        let (pattern, values) = (settings.pattern.is_some(), settings.json.len());
        evidence.push(HttpReason::LookedAt { pattern, values });
    }
    let verdict = evidence.into_iter().fold(verdict, Verdict::resting_on);
    outcome.server.iter().flat_map(of_server).fold(verdict, Verdict::resting_on)
}

fn verdict(outcome: &HttpOutcome) -> Verdict {
    if outcome.interrupted {
        return Verdict::new(Status::Inconclusive, RunReason::Interrupted);
    }
    if let Some(trouble) = outcome.server.as_ref().and_then(|server| server.trouble.clone()) {
        let ended = outcome.server.as_ref().and_then(|server| server.ended_early.clone());
        let verdict = Verdict::new(Status::Error, WebsocketReason::Server { trouble });
        return ended
            .map(|ending| WebsocketReason::ServerEnded { ending })
            .into_iter()
            .fold(verdict, Verdict::because);
    }
    if let Some((first, others)) = outcome.failures.split_first() {
        let never_asked = matches!(first, HttpFailure::Login { .. } | HttpFailure::NoAnswer { .. });
        let status = if never_asked { Status::Error } else { Status::Fail };
        let failed = |failure: &HttpFailure| HttpReason::Failed { failure: failure.clone() };
        return others.iter().map(failed).fold(Verdict::new(status, failed(first)), Verdict::because);
    }
    match (outcome.status, outcome.answered_in) {
        (Some(status), Some(latency)) => {
            Verdict::new(Status::Pass, HttpReason::Answered { status, latency, limit: outcome.limit })
        }
        _ => Verdict::new(Status::Inconclusive, HttpReason::NotAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;
    use crate::websocket::Trouble;

    fn status(outcome: &HttpOutcome) -> Status {
        verdict(outcome).status
    }

    #[test]
    fn a_pass_needs_an_answer_and_no_failure() {
        let answered =
            HttpOutcome { status: Some(200), answered_in: Some(Nanos(5)), ..HttpOutcome::default() };
        assert_eq!(status(&answered), Status::Pass);
        assert_eq!(status(&HttpOutcome::default()), Status::Inconclusive);
        let slow = HttpFailure::Slow { latency: Nanos(5), limit: Nanos(4) };
        assert_eq!(status(&HttpOutcome { failures: vec![slow], ..answered.clone() }), Status::Fail);
        let none = HttpFailure::NoAnswer { trouble: Trouble::CutShort };
        assert_eq!(status(&HttpOutcome { failures: vec![none], ..HttpOutcome::default() }), Status::Error);
        assert_eq!(status(&HttpOutcome { interrupted: true, ..answered }), Status::Inconclusive);
    }
}
