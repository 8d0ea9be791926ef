//! Why a verdict is what it is, and what it rests on: data, which `report::words` makes into sentences.
//!
//! One enum for each subject; `about` and `kind` name them in JSON, beside the sentence (`text`).

mod any;
mod baseline;
mod change;
mod check;
mod command;
mod comparison;
mod creation;
mod culprit;
mod cycle;
mod exception;
mod failure;
mod growth;
mod http;
mod import;
mod left;
mod location;
mod note;
mod pairs;
mod places;
mod pull_request;
mod reading;
mod retention;
mod run;
#[cfg(test)]
mod schema;
mod slowness;
mod suite;
mod syntax;
mod time;
mod websocket;

pub use any::Reason;
pub use baseline::{BaselineReason, Mismatch};
pub use change::{AgedCommit, ChangeReason, GoodRun, LastGood, UnknownChange};
pub use check::CheckReason;
pub use command::{CommandReason, ReportTrouble, TapFault, TestSource};
pub use comparison::ComparisonReason;
pub use creation::CreationReason;
pub use culprit::{CulpritEnd, CulpritSearch, CulpritSuspect, NotSearched};
pub use cycle::CycleReason;
pub use exception::{Exception, comes_of_an_import};
pub use failure::FailureReason;
pub use growth::{GrowthReason, LeakRate};
pub use http::HttpReason;
pub use import::{BranchTime, ImportReason, ModuleTime};
pub use left::LeftReason;
pub use location::Location;
pub use note::{NoReplay, NoteReason, Planned, RunEnd};
pub use pairs::PairsReason;
pub use pull_request::PullRequestReason;
pub use reading::ReadingReason;
pub use retention::RetentionReason;
pub use run::RunReason;
pub use slowness::SlownessReason;
pub use suite::{Counts, SuiteReason, TestFailure};
pub use syntax::SyntaxReason;
pub use time::{TimeReason, Typical};
pub use websocket::{Isolation, Spread, WebsocketReason};
