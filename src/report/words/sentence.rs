//! The sentence of any reason.

use super::{
    baseline, change, check, command, comparison, creation, culprit, cycle, failure, growth, http, import,
    left, note, pairs, pull_request, reading, retention, slowness, suite, syntax, time, websocket,
};
use crate::untrusted::redact;
use crate::verdict::{Reason, RunReason};

/// The sentence of a reason.
pub fn sentence(reason: &Reason) -> String {
    let sentence = match reason {
        Reason::Run(reason) => of_the_run(reason),
        Reason::Time(reason) => time::sentence(reason),
        Reason::Failure(reason) => failure::sentence(reason),
        Reason::Slowness(reason) => slowness::sentence(reason),
        Reason::Import(reason) => import::sentence(reason),
        Reason::Creation(reason) => creation::sentence(reason),
        Reason::Growth(reason) => growth::sentence(reason),
        Reason::Retention(reason) => retention::sentence(reason),
        Reason::Reading(reason) => reading::sentence(reason),
        Reason::LeftBehind(reason) => left::sentence(reason),
        Reason::Comparison(reason) => comparison::sentence(reason),
        Reason::Pairs(reason) => pairs::sentence(reason),
        Reason::Baseline(reason) => baseline::sentence(reason),
        Reason::Note(reason) => note::sentence(reason),
        Reason::PullRequest(reason) => pull_request::sentence(reason),
        Reason::Change(reason) => change::sentence(reason),
        Reason::Check(reason) => check::sentence(reason),
        Reason::Suite(reason) => suite::sentence(reason),
        Reason::Command(reason) => command::sentence(reason),
        Reason::Syntax(reason) => syntax::sentence(reason),
        Reason::Cycle(reason) => cycle::sentence(reason),
        Reason::Http(reason) => http::sentence(reason),
        Reason::Websocket(reason) => websocket::sentence(reason),
        Reason::Legacy(text) => text.clone(),
    };
    redact(&sentence)
}

fn of_the_run(reason: &RunReason) -> String {
    match reason {
        RunReason::Interrupted => "the run was interrupted".into(),
    }
}

/// The sentences of several; after one that leads on to a command, that command.
pub fn sentences(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().flat_map(with_next).collect()
}

fn with_next(reason: &Reason) -> Vec<String> {
    let next = culprit::next(reason).map(|command| format!("next: {}", redact(command)));
    std::iter::once(sentence(reason)).chain(next).collect()
}
