//! Checks that cannot lie: each runs something, and passes only with evidence.

mod command;
mod cycles;
mod junit;
mod outcome;
mod raised;
mod fault_injection;
mod score;
mod suite;
mod syntax;
mod tap;
mod triage;

use std::path::Path;

use crate::process::{Interrupt, Scratch};
use crate::python::Interpreter;
use crate::quantity::Nanos;
use crate::verdict::Counts;
use crate::worker::Environment;

pub use command::run_command;
pub use cycles::check_cycles;
pub use fault_injection::{FaultInjection, InjectedFault, broken_tree, circular_tree};
pub use outcome::{CheckOutcome, CheckReport};
pub use score::{Health, Part, Score, score};
pub use suite::run_suite;
pub use syntax::check_syntax;
pub use triage::{Finding, FindingEvidence, Scenario, triage};

/// Where a check runs.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    /// The target's root.
    pub root: &'a Path,
    /// The target's interpreter.
    pub python: &'a Interpreter,
    /// The target's variables.
    pub environment: &'a Environment,
    /// For files of a check's own.
    pub scratch: &'a Scratch,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// The longest that the check may take.
    pub timeout: Nanos,
    /// That is less than the check's own deadline: the run's budget ends before it.
    pub by_budget: bool,
}
