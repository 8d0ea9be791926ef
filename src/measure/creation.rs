//! Measuring creation: one import, then a forked child for each first creation, and for each run of repeated ones.

use std::io;
use std::path::Path;

use vitals_probes::wire::{CreateTask, Creation, Message, Task};

use super::context::{FailedRun, MeasureContext};
use super::creation_measurement::{CreationMeasurement, CreationOrder, Isolation};
use super::habits::Habits;
use super::room::full;
use crate::plan::Against;
use crate::quantity::{Bytes, Nanos};
use crate::worker::{Environment, LastOutput, Outcome, Place};

/// First creations that one worker makes before the rule looks.
const FIRST: usize = 12;
/// No more of them begin after this, once there are three.
const FIRST_TIME: Nanos = Nanos::from_millis(5_000);
/// Repeated creations of one process at most,
const REPEATED: u32 = 1_000;
/// for this long at most.
const REPEATED_TIME: Nanos = Nanos::from_millis(200);
/// Makes objects until the rule is content.
///
/// # Errors
/// Where the system refuses a process or a temporary folder; what the target does wrong is in the measurement.
pub fn measure_creation(
    context: &MeasureContext<'_>,
    order: &CreationOrder,
) -> io::Result<CreationMeasurement> {
    let name = format!("{}:{}", order.factory.module, order.factory.callable);
    context.progress.begin(&format!("create {name}"), order.rule.most() as u64);
    let mut creator = Creator::new(context, order)?;
    creator.measure()?;
    Ok(creator.finish())
}

/// A measurement on its way.
pub struct Creator<'a> {
    pub(super) context: &'a MeasureContext<'a>,
    order: &'a CreationOrder,
    bytecode: String,
    pub(super) habits: Habits,
    /// The most memory that the first worker took.
    pub(super) peak: Option<Bytes>,
    pub(super) measured: CreationMeasurement,
}

impl<'a> Creator<'a> {
    /// Nothing is started yet.
    ///
    /// # Errors
    /// Where the scratch folder is full.
    pub fn new(context: &'a MeasureContext<'a>, order: &'a CreationOrder) -> io::Result<Self> {
        let measured = CreationMeasurement::of(&order.factory);
        let bytecode = context.scratch.folder("bytecode")?.display().to_string();
        Ok(Self { context, order, bytecode, habits: Habits::default(), peak: None, measured })
    }

    /// The measurement.
    pub fn finish(self) -> CreationMeasurement {
        self.measured
    }

    /// The next worker's creations of both kinds, as many as their rules want.
    pub(super) fn task(&self) -> CreateTask {
        let CreationOrder { factory, rule, repeat_rule } = self.order;
        let wanted = if self.wants_first() { rule.most().saturating_sub(self.tried()) } else { 0 };
        let (first, first_time) = match rule.fixed {
            Some(_) => (wanted, Nanos(u64::MAX)),
            None => (wanted.min(FIRST), FIRST_TIME),
        };
        let runs = self.measured.repeated_runs.len();
        let repeated_runs = if self.wants_repeated() { repeat_rule.until_it_looks(runs) } else { 0 };
        CreateTask {
            factory: factory.clone(),
            first: u32::try_from(first).unwrap_or(u32::MAX),
            first_time,
            fork: true,
            repeated_runs: u32::try_from(repeated_runs).unwrap_or(u32::MAX),
            repeated: REPEATED,
            repeated_time: REPEATED_TIME,
            each: self.context.timeout,
            bytecode: Some(self.bytecode.clone()),
            list_sharing: false,
        }
    }

    fn measure(&mut self) -> io::Result<()> {
        while self.wants_more() {
            let before = self.observations();
            let refused = self.run(self.task())?;
            if let Some(isolation) = refused {
                self.measured.isolation = isolation;
                return self.in_fresh_processes();
            }
            if self.observations() == before {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Where threads forbid a fork: each process makes a first creation, and repeats it.
    fn in_fresh_processes(&mut self) -> io::Result<()> {
        self.run(CreateTask { fork: false, repeated_runs: 0, ..self.task() })?;
        if self.measured.failures.is_empty() {
            self.measured.warm_up = self.measured.first.pop();
            self.measured.stalls.clear();
        }
        while self.wants_more() {
            self.run(CreateTask { fork: false, ..self.task() })?;
        }
        Ok(())
    }

    fn observations(&self) -> [usize; 2] {
        [self.measured.first.len(), self.measured.repeated_runs.len()]
    }

    fn tried(&self) -> usize {
        self.measured.first.len() + self.measured.failures.len()
    }

    fn wants_first(&self) -> bool {
        let rule = &self.order.rule;
        self.tried() < rule.most() && rule.wants_more(&self.measured.times())
    }

    fn wants_repeated(&self) -> bool {
        let rule = &self.order.repeat_rule;
        let tried = self.measured.repeated_runs.len() + self.measured.failures.len();
        tried < rule.most() && rule.wants_more(&self.measured.repeated_times())
    }

    /// What is over its limit is decided, whatever the other kind of creation is; a pass needs both.
    fn wants_more(&self) -> bool {
        let failed = !self.measured.failures.is_empty() && !self.context.keep_going;
        if failed || self.context.over() {
            return false;
        }
        let CreationOrder { rule, repeat_rule, .. } = self.order;
        match (self.wants_first(), self.wants_repeated()) {
            (false, false) => false,
            (true, true) => true,
            (true, false) => {
                rule.fixed.is_some() || repeat_rule.judge(&self.measured.repeated_times()) != Against::Over
            }
            (false, true) => rule.judge(&self.measured.times()) != Against::Over,
        }
    }

    /// One worker. Gives how the creations must be kept apart, where it refused to fork.
    fn run(&mut self, task: CreateTask) -> io::Result<Option<Isolation>> {
        let outcome = self.run_task(None, task)?;
        Ok(self.keep(outcome))
    }

    pub(super) fn run_task(&self, place: Option<Place<'_>>, task: CreateTask) -> io::Result<Outcome> {
        let progress = self.context.progress;
        let mut heard = |message: &Message| {
            if let Message::First(creation) = message {
                progress.advance(&creation.span.wall.to_string());
            }
        };
        self.context.run_at(place, &Task::Create(task), &Environment::new(), &mut heard)
    }

    /// Keeps what a worker gave; gives the same.
    pub(super) fn keep(&mut self, mut outcome: Outcome) -> Option<Isolation> {
        let mut failed = FailedRun::of(&mut outcome);
        if let Some(failure) = full(Path::new(&self.bytecode), failed.is_some()) {
            // What was made of half a file of bytecode says nothing of the target.
            let (output, wall) = failed
                .map_or_else(|| (LastOutput::default(), outcome.wall), |failed| (failed.output, failed.wall));
            failed = Some(FailedRun { failure, output, wall, warming_up: self.measured.first.is_empty() });
        }
        self.measured.failures.extend(failed);
        self.measured.left_behind.append(&mut outcome.left_behind);
        let mut refused = None;
        for message in outcome.messages {
            match message {
                Message::Ready { took, origin } => {
                    self.measured.prepared_in = self.measured.prepared_in.or(Some(took));
                    self.measured.origin = origin;
                }
                Message::WarmUp(creation) => {
                    self.measured.warm_up = Some(Creation { stalls: Vec::new(), ..creation });
                }
                Message::First(creation) => self.measured.add(creation),
                Message::Repeated { creations, same_object } => {
                    self.measured.add_repeated(creations, same_object);
                }
                Message::ForkRefused { threads } => refused = Some(Isolation::Fresh { threads }),
                _ => {}
            }
        }
        refused
    }
}
