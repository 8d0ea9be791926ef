//! The vital signs of a Python service, measured from inside its own interpreter.
//!
//! The modules stand in the order of the data; each knows those above it and none below (a test keeps it so).

/// Nanoseconds, bytes, ratios: types with one way to write them.
pub mod quantity;
/// SHA-256 as hexadecimal digits.
pub mod sha256;
/// Whose fault an error is.
pub mod blame;
/// What the system refused, and why.
pub mod system_error;
/// Text of the target, made safe to show and to store.
pub mod untrusted;
/// The one way to write a file that a user named, and to read one.
pub mod user_file;
/// Files that only grow, one record a line, each with a sum over all before it.
pub mod journal;
/// How HTTP is spoken to others: a deadline, no redirects.
pub mod https;
/// Numbers about numbers: summaries, intervals, slopes.
pub mod statistics;
/// Who is called when: levels, rules, questions, and the clock of an incident.
pub mod escalation;
/// What the user wrote, and what it means.
pub mod config;
/// How many samples, and when to stop.
pub mod plan;
/// Which of many changes is at fault: candidates, trials, costs.
pub mod culprit;
/// The one place that spawns.
pub mod process;
/// A service spoken with, as its users speak with it.
pub mod websocket;
/// The target's repository: revisions, and their files outside of it.
pub mod git;
/// Back to green: plan, apply, journal, recover; of checks it knows their verdict on a tree.
pub mod rollback;
/// The target's interpreter, and the machine.
pub mod python;
/// From an import trace to the module and line at fault.
pub mod cause;
/// Python source to its import graph: cycles, and who broke what.
pub mod imports;
/// What a project's files say of how it is started, and the first configuration that follows.
pub mod project;
/// Packages and their lock files.
pub mod packages;
/// Which probes a change touches.
pub mod touched;
/// One child process, one sample.
pub mod worker;
/// Samples to measurements: the three probes.
pub mod measure;
/// What is kept: baselines, and the history of all runs.
pub mod store;
/// Two variants, quantity by quantity.
pub mod comparison;
/// Measurements to verdicts, with reasons and evidence.
pub mod verdict;
/// Checks that cannot lie, and their score.
pub mod health;
/// Faults that are rehearsed: what each does to a source, and where it goes.
pub mod drill;
/// Nights in a row, and what of them is new.
pub mod trend;
/// What would fail in an emergency, before it.
pub mod doctor;
/// Experiments of the Chaos Toolkit, as far as they are safe.
pub mod chaos;
/// An emergency from the first look to green: its steps, and what each answer leads to.
pub mod respond;
/// An incident: one journal of all that happens until it is over.
pub mod incident;
/// Verdicts to what people and programs read.
pub mod report;
/// A whole run, from settings to a document.
pub mod session;
/// Who hears of what is new: receivers, and what waits to be sent.
pub mod notify;
/// The hosts of pull requests: the one comment.
pub mod hosting;
/// Arguments, and one short function for each command.
pub mod cli;

#[cfg(test)]
mod layers;
#[cfg(test)]
mod data_until_last;
#[cfg(test)]
mod documented_keys;
#[cfg(test)]
mod file_graph;
#[cfg(test)]
mod links;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod vocabulary;
