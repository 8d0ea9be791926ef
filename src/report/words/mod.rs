//! Reasons to sentences: the one place that gives a verdict its words.

pub mod audit;
mod baseline;
pub mod cause;
pub mod change;
pub mod check;
mod command;
mod comparison;
mod creation;
pub mod culprit;
mod cycle;
pub mod doctor;
pub mod escalation;
#[cfg(test)]
mod every_kind;
mod exception;
mod failure;
mod growth;
mod growth_memory;
pub mod http;
mod import;
mod json;
mod left;
mod night;
mod note;
mod pairs;
pub mod probe;
pub mod pull_request;
pub mod python;
pub mod quantity;
mod reading;
mod retention;
mod sentence;
mod slowness;
mod suite;
mod syntax;
mod time;
pub mod triage;
pub mod websocket;

pub use failure::describe as failure;
pub use growth::resource;
pub use night::night;
pub use note::no_replay;
pub use sentence::{sentence, sentences};
