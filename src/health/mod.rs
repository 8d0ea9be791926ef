//! Checks that cannot lie: each runs something, and passes only with evidence.

mod command;
mod conftest;
mod context;
mod cycles;
mod junit;
mod next;
mod nearest;
mod outcome;
mod outcomes;
mod python_path;
mod raised;
mod fault_injection;
mod scenario;
mod sitecustomize;
mod score;
mod suite;
mod syntax;
mod tap;
mod traceback;
mod triage;

pub use command::run_command;
pub use context::CheckContext;
pub use cycles::check_cycles;
pub use fault_injection::{FaultInjection, InjectedFault, broken_tree, circular_tree};
pub use next::{KnownGood, NextCommand};
pub use outcome::{CheckOutcome, CheckReport};
pub use python_path::python_path;
pub use scenario::Scenario;
pub use score::{Health, Part, Score, score};
pub use sitecustomize::write_sitecustomize;
pub use suite::run_suite;
pub use syntax::check_syntax;
pub use traceback::last_of as last_traceback;
pub use triage::{Finding, FindingEvidence, triage};
