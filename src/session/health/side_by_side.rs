//! Checks that measure nothing, and first imports, side by side.

use std::io;
use std::sync::Mutex;
use std::thread;

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::context::HealthContext;
use super::first_import::first_import;
use super::one_check::{Heard, one};
use super::order::Step;
use super::running::RunningChecks;
use crate::health::CheckReport;
use crate::report::progress::Progress;

/// A check waits for half of its time: for a service, for a child, for a time to pass.
const FOR_EACH_PROCESSOR: usize = 2;

/// Several at once, each with its part of what is left.
pub fn side_by_side(
    health: &HealthContext<'_>,
    steps: &[Step<'_>],
    heard: Heard<'_>,
    look_up: &(dyn Fn(&mut CheckReport) + Sync),
) -> Result<Vec<CheckReport>, SessionError> {
    let waiting = Mutex::new(steps.iter().enumerate());
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let lanes = (FOR_EACH_PROCESSOR * processors).min(steps.len());
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next());
    let running = RunningChecks::until(health.whole.ends(), health.run.progress);
    // What one of them measures says nothing of the others.
    let health = HealthContext { run: Run { progress: &Progress::Hidden, ..health.run }, ..*health };
    let lane = || -> Result<Vec<CheckReport>, SessionError> {
        let mut reports = Vec::new();
        while let Some((number, step)) = next().filter(|_| !health.run.interrupt.raised()) {
            let whole = health.whole.share((steps.len() - number).div_ceil(lanes));
            let health = HealthContext { whole, ..health };
            let ended = match step {
                Step::Check(check) => Some(running.during(&check.name, || one(&health, check, heard))?),
                Step::FirstImport(check, import) => {
                    running.during(&check.name, || first_import(&health, check, import, heard))?
                }
            };
            reports.extend(ended.map(|mut report| {
                look_up(&mut report);
                report
            }));
        }
        Ok(reports)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        let mut all = Vec::new();
        for thread in threads {
            let reports =
                thread.join().unwrap_or_else(|_| Err(io::Error::other("a check's thread panicked").into()));
            all.extend(reports?);
        }
        Ok(all)
    })
}
