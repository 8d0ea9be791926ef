//! Creations as pairs: one worker's are one observation of the first ones, and one of the repeated ones.

use std::io;

use vitals_probes::wire::{CreateTask, Creation, Span};

use super::at_once::{Given, Side};
use super::creation::Creator;
use super::creation_measurement::Isolation;
use super::disturbance::Disturbance;
use super::habits::Habits;
use crate::quantity::{Bytes, Nanos};
use crate::statistics::mean_of_faster_third;
use crate::worker::{Outcome, Place};

/// First creations of one worker where workers are the observations;
const FIRST_A_SAMPLE: u32 = 12;
/// no more of them begin after this, once there are three: the repeated ones may decide sooner.
const FIRST_A_SAMPLE_TIME: Nanos = Nanos::from_millis(1_000);
/// Repeated creations of it,
const REPEATED_A_SAMPLE: u32 = 200;
/// for this long at most.
const REPEATED_A_SAMPLE_TIME: Nanos = Nanos::from_millis(100);

/// What one worker says of both kinds of creation.
#[derive(Clone, Copy, Debug)]
pub struct CreationSample {
    /// Mean of the faster third of its first creations.
    pub first: Span,
    /// Of its repeated creations.
    pub repeated: Span,
}

impl Creator<'_> {
    /// A first worker, which fills the caches, and shows what its creations do. It does not count. False where it failed.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn warm_up(&mut self) -> io::Result<bool> {
        let outcome = self.run_task(None, CreateTask { list_sharing: true, ..self.sample_task() })?;
        self.habits.see_creation(&outcome.messages);
        self.peak = Some(outcome.used.peak_rss);
        if let Some(isolation) = self.keep(outcome) {
            self.measured.isolation = isolation;
            return self.warm_up();
        }
        let answered = self.measured.failures.is_empty();
        if answered {
            self.measured.forget_creations();
        }
        Ok(answered)
    }

    /// One more worker with a few creations of both kinds. None where it failed.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn sample(&mut self) -> io::Result<Option<CreationSample>> {
        loop {
            let outcome = self.run_task(None, self.sample_task())?;
            match self.take(outcome) {
                Given::Times([first, repeated]) => return Ok(Some(CreationSample { first, repeated })),
                Given::Nothing => return Ok(None),
                Given::AskAgain => {}
            }
        }
    }

    /// A few creations of both kinds, which are one observation of each.
    fn sample_task(&self) -> CreateTask {
        CreateTask {
            fork: self.measured.isolation == Isolation::Forked,
            first: FIRST_A_SAMPLE,
            first_time: FIRST_A_SAMPLE_TIME,
            repeated_runs: 1,
            repeated: REPEATED_A_SAMPLE,
            repeated_time: REPEATED_A_SAMPLE_TIME,
            ..self.task()
        }
    }
}

impl Side<2> for Creator<'_> {
    fn run_at(&self, place: Place<'_>) -> io::Result<Outcome> {
        self.run_task(Some(place), self.sample_task())
    }

    fn take(&mut self, outcome: Outcome) -> Given<2> {
        let before = self.measured.first.len();
        let runs = self.measured.repeated_runs.len();
        if let Some(isolation) = self.keep(outcome) {
            self.measured.isolation = isolation;
            return Given::AskAgain;
        }
        if !self.measured.failures.is_empty() {
            return Given::Nothing;
        }
        let first = faster_third(&self.measured.first[before..]);
        let repeated = self.measured.repeated_runs.get(runs).map(|run| run.span);
        first.zip(repeated).map_or(Given::Nothing, |(first, repeated)| Given::Times([first, repeated]))
    }

    fn disturbed(_: [&Self; 2]) -> Vec<Disturbance> {
        Vec::new()
    }

    fn habits(&self) -> &Habits {
        &self.habits
    }

    fn is_warm(&self) -> bool {
        true
    }

    fn timeout(&self) -> Nanos {
        self.context.timeout
    }

    fn peak(&self) -> Option<Bytes> {
        self.peak
    }
}

/// The mean of the faster third, each part of the time by itself.
fn faster_third(made: &[Creation]) -> Option<Span> {
    // None where one of them was not read.
    let typical = |part: fn(&Span) -> Option<Nanos>| {
        let parts = made.iter().map(|creation| Some(part(&creation.span)?.as_secs_f64()));
        mean_of_faster_third(&parts.collect::<Option<Vec<f64>>>()?).map(Nanos::from_secs_f64)
    };
    Some(Span {
        wall: typical(|span| Some(span.wall))?,
        cpu: typical(|span| Some(span.cpu))?,
        run_delay: typical(|span| span.run_delay),
        stolen: typical(|span| span.stolen),
    })
}
