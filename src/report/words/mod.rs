//! Reasons to sentences: the one place that gives a verdict its words.

pub mod audit;
mod baseline;
pub mod cause;
pub mod check;
mod command;
mod comparison;
mod creation;
mod cycle;
#[cfg(test)]
mod every_kind;
mod failure;
mod growth;
mod import;
mod json;
mod left;
mod night;
mod note;
mod pairs;
pub mod probe;
pub mod python;
pub mod quantity;
mod reading;
mod retention;
mod slowness;
mod suite;
mod syntax;
mod time;
pub mod triage;
pub mod websocket;

use crate::untrusted::redact;
use crate::verdict::{Exception, Reason, RunReason};

pub use failure::describe as failure;
pub use night::night;
pub use note::no_replay;

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
        Reason::Check(reason) => check::sentence(reason),
        Reason::Suite(reason) => suite::sentence(reason),
        Reason::Command(reason) => command::sentence(reason),
        Reason::Syntax(reason) => syntax::sentence(reason),
        Reason::Cycle(reason) => cycle::sentence(reason),
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
