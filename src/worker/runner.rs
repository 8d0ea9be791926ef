//! What takes a task and gives an outcome: a process, or a script in tests.

use std::io;

use vitals_probes::wire::Message;

use super::outcome::Outcome;
use super::parent::{Order, Worker};
use crate::process::Interrupt;

/// Runs one task after another.
pub trait TaskRunner: Sync {
    /// Runs one task; `heard` hears each message as it comes.
    ///
    /// # Errors
    /// Where the system refuses a process; what the target does wrong is in the outcome.
    fn run(
        &self,
        order: Order<'_>,
        heard: &mut dyn FnMut(&Message),
        interrupt: &Interrupt,
    ) -> io::Result<Outcome>;

    /// The processor that all of them run on, where it is one.
    fn pinned(&self) -> Option<u32>;

    /// The processors on one of which two of them can run at once; none where they cannot.
    fn processors(&self) -> Vec<u32>;
}

impl TaskRunner for Worker {
    fn run(
        &self,
        order: Order<'_>,
        heard: &mut dyn FnMut(&Message),
        interrupt: &Interrupt,
    ) -> io::Result<Outcome> {
        Self::run(self, order, heard, interrupt)
    }

    fn pinned(&self) -> Option<u32> {
        Self::pinned(self)
    }

    fn processors(&self) -> Vec<u32> {
        Self::processors(self)
    }
}

/// Runs tasks after a Python source of the probe's own.
pub struct AfterSetup<'a> {
    /// What runs them.
    pub runner: &'a dyn TaskRunner,
    /// The source.
    pub setup: &'a str,
}

impl TaskRunner for AfterSetup<'_> {
    fn run(
        &self,
        order: Order<'_>,
        heard: &mut dyn FnMut(&Message),
        interrupt: &Interrupt,
    ) -> io::Result<Outcome> {
        self.runner.run(Order { setup: Some(self.setup), ..order }, heard, interrupt)
    }

    fn pinned(&self) -> Option<u32> {
        self.runner.pinned()
    }

    fn processors(&self) -> Vec<u32> {
        self.runner.processors()
    }
}
