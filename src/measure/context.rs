//! What every measurement needs: workers, a budget, Ctrl-C, and whoever shows the progress.

use std::io;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Message, Task};

use crate::plan::{Budget, Clock};
use crate::process::{Interrupt, Scratch};
use crate::quantity::Nanos;
use crate::worker::{Environment, Failure, LastOutput, Order, Outcome, Place, TaskRunner};

/// Hears how a measurement goes on. Says nothing of how that is shown.
pub trait Progress: Sync {
    /// A step begins; `most` is how many samples it may take.
    fn begin(&self, what: &str, most: u64);
    /// One more sample is there.
    fn advance(&self, note: &str);
    /// Several things run at once that take no samples, nothing where the name is empty; `ends` is when they are ended.
    fn running(&self, what: &str, ends: Option<Instant>);
}

/// The place where samples are taken.
pub struct MeasureContext<'a> {
    /// Starts the workers.
    pub worker: &'a dyn TaskRunner,
    /// What the budget goes by.
    pub clock: &'a dyn Clock,
    /// Where bytecode may be written.
    pub scratch: &'a Scratch,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// The end of this probe.
    pub budget: Budget,
    /// The longest that one step of a worker may take.
    pub timeout: Nanos,
    /// Go on after a sample that failed.
    pub keep_going: bool,
    /// Who shows the progress.
    pub progress: &'a dyn Progress,
}

/// A worker that gave no sample.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FailedRun {
    /// Why.
    #[serde(flatten)]
    pub failure: Failure,
    /// What the target had printed.
    pub output: LastOutput,
    /// From the spawn to the end.
    pub wall: Nanos,
    /// It was to fill the caches, and would not have counted.
    pub warming_up: bool,
}

impl MeasureContext<'_> {
    /// Runs one worker.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn run(
        &self,
        task: &Task,
        variables: &Environment,
        heard: &mut dyn FnMut(&Message),
    ) -> io::Result<Outcome> {
        self.run_at(None, task, variables, heard)
    }

    /// The same, where a place is given at once with another one.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn run_at(
        &self,
        place: Option<Place<'_>>,
        task: &Task,
        variables: &Environment,
        heard: &mut dyn FnMut(&Message),
    ) -> io::Result<Outcome> {
        let order = Order { task, idle: self.timeout, budget: self.budget, variables, place, setup: None };
        self.worker.run(order, heard, self.interrupt)
    }

    /// What is left of the budget.
    pub fn left(&self) -> Nanos {
        self.budget.left_on(self.clock)
    }

    /// Whether nothing more may be started.
    pub fn over(&self) -> bool {
        self.interrupt.raised() || self.left() == Nanos(0)
    }
}

impl FailedRun {
    /// Takes the failure out of an outcome, if there is one.
    pub fn of(outcome: &mut Outcome) -> Option<Self> {
        let failure = outcome.failure.take()?;
        Some(Self {
            failure,
            output: std::mem::take(&mut outcome.output),
            wall: outcome.wall,
            warming_up: false,
        })
    }

    /// Whether it was cut short by the user or the budget, which says nothing about the target.
    pub fn was_cut_short(&self) -> bool {
        matches!(self.failure, Failure::Interrupted | Failure::OutOfBudget { .. })
    }
}
