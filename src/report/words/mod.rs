//! Reasons to sentences: the one place that gives a verdict its words.

pub mod audit;
pub mod check;
pub mod command;
pub mod cycle;
mod json;
pub mod suite;
pub mod syntax;
pub mod triage;
pub mod websocket;

use crate::verdict::{Exception, Reason, RunReason};

/// The sentence of a reason.
pub fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::Run(RunReason::Interrupted) => "the run was interrupted".into(),
        Reason::Check(reason) => check::sentence(reason),
        Reason::Suite(reason) => suite::sentence(reason),
        Reason::Command(reason) => command::sentence(reason),
        Reason::Syntax(reason) => syntax::sentence(reason),
        Reason::Cycle(reason) => cycle::sentence(reason),
        Reason::Websocket(reason) => websocket::sentence(reason),
        Reason::Legacy(text) => text.clone(),
    }
}

/// The sentences of several.
pub fn sentences(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(sentence).collect()
}

/// `ValueError: no price`.
fn exception(raised: &Exception) -> String {
    match raised.message.as_str() {
        "" => raised.type_name.clone(),
        message => format!("{}: {message}", raised.type_name),
    }
}
