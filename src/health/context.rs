//! Where a check runs, and how long it may.

use std::path::Path;

use crate::process::{Interrupt, Scratch};
use crate::python::Interpreter;
use crate::quantity::Nanos;
use crate::verdict::{CheckReason, Status, Verdict};
use crate::worker::Environment;

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

impl CheckContext<'_> {
    /// The verdict on a check that has taken as long as it may.
    pub fn out_of_time(&self) -> Verdict {
        let limit = self.timeout;
        if self.by_budget {
            Verdict::new(Status::Inconclusive, CheckReason::BudgetEnded { after: limit })
        } else {
            Verdict::new(Status::Fail, CheckReason::TimedOut { limit })
        }
    }

    /// The variables of a check's Python: the target's, and a folder of the run's own for bytecode. What lies beside the sources may be older
    /// than they are, where both were written within a second.
    pub fn variables(&self) -> Environment {
        let bytecode = self.scratch.path().join("bytecode-of-checks");
        let own = [
            ("PYTHONPYCACHEPREFIX", bytecode.display().to_string()),
            ("PYTHONDONTWRITEBYTECODE", String::new()),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        own.into_iter().chain(self.environment.clone()).collect()
    }
}
