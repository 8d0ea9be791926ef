//! How a run is conducted, and what every run needs.

use std::path::PathBuf;

use crate::config::{Settings, defaults};
use crate::measure::{MeasureContext, Progress};
use crate::plan::{Budget, SystemClock};
use crate::process::{Interrupt, Scratch};
use crate::quantity::Nanos;
use crate::verdict::RunEnd;
use crate::worker::Worker;

/// How a run is conducted, beside what it measures.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// The interpreter that was asked for on the command line.
    pub python: Option<PathBuf>,
    /// The longest that one step of a worker may take.
    pub timeout: Option<Nanos>,
    /// When the run has to be over.
    pub budget: Budget,
    /// Go on with a probe after a failed sample.
    pub keep_going: bool,
    /// End the run at the first probe that does not pass.
    pub fail_fast: bool,
    /// The command line, for the record.
    pub command: Vec<String>,
}

/// What every run needs.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// What to measure.
    pub settings: &'a Settings,
    /// How.
    pub conduct: &'a Conduct,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// Who shows the progress.
    pub progress: &'a dyn Progress,
}

impl<'a> Run<'a> {
    /// A place to measure a side in, for one step that begins now: it usually has `usual`, and ends with the run.
    pub(super) fn context(
        &self,
        worker: &'a Worker,
        scratch: &'a Scratch,
        usual: Nanos,
    ) -> MeasureContext<'a> {
        MeasureContext {
            worker,
            clock: &SystemClock,
            scratch,
            interrupt: self.interrupt,
            budget: self.conduct.budget.step(usual),
            timeout: self.conduct.timeout.unwrap_or(defaults::TIMEOUT),
            keep_going: self.conduct.keep_going,
            progress: self.progress,
        }
    }

    /// Why no further step may begin.
    pub(super) fn cut_short(&self) -> Option<RunEnd> {
        if self.interrupt.raised() {
            Some(RunEnd::Interrupt)
        } else {
            self.conduct.budget.spent().then_some(RunEnd::Budget)
        }
    }
}

/// What cut a run short: Ctrl-C, which may have come in its last step too, or else what ended its loop.
pub(super) fn interrupted_or(interrupt: &Interrupt, cut: Option<RunEnd>) -> Option<RunEnd> {
    if interrupt.raised() { Some(RunEnd::Interrupt) } else { cut }
}
