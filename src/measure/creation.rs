//! Measuring creation: one import, then a forked child for each first creation; the repeated creations in another.

use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::{CreateTask, Creation, Factory, Message, Span, Stall, Task};

use super::context::{FailedRun, MeasureContext};
use super::hot_lines::SampledCreation;
use crate::plan::{LimitRule, Times};
use crate::quantity::Nanos;
use crate::statistics::mean_of_faster_third;
use crate::worker::Environment;

/// First creations that one worker makes before the rule looks.
const FIRST: usize = 12;
/// No more of them begin after this, once there are three.
const FIRST_TIME: Nanos = Nanos::from_millis(5_000);
/// First creations of one worker where workers are the observations.
const FIRST_A_SAMPLE: u32 = 12;
/// The repeated state is measured for this long at most.
const REPEATED_TIME: Nanos = Nanos::from_millis(500);
const REPEATED: u32 = 1_000;

/// What to measure.
#[derive(Clone, Debug)]
pub struct CreationOrder {
    /// How objects are made.
    pub factory: Factory,
    /// When to stop.
    pub rule: LimitRule,
}

/// How each first creation got a process of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Isolation {
    /// Forked from a process that had imported the module.
    Forked,
    /// A fresh process each, import and all: threads forbid a fork.
    Fresh {
        /// The threads that the import left; None where they could not be listed.
        threads: Option<Vec<String>>,
    },
}

/// All creations of one factory.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreationMeasurement {
    /// `package.module:callable`.
    pub factory: String,
    /// Import and setup together, in the first worker.
    pub prepared_in: Option<Nanos>,
    /// Where the factory's module came from.
    pub origin: Option<String>,
    /// How the samples were kept apart.
    pub isolation: Isolation,
    /// A first creation that warmed the caches up and does not count.
    pub warm_up: Option<Creation>,
    /// First creations, each in its own process.
    #[serde(alias = "firsts")]
    pub first: Vec<Creation>,
    /// Where the fastest of them stood still.
    pub stalls: Vec<Stall>,
    /// Later creations in one process.
    #[serde(alias = "steady")]
    pub repeated: Vec<Creation>,
    /// Whether the second creation in a process gave the object of the first; None where that is not known.
    #[serde(default)]
    pub same_object: Option<bool>,
    /// The lines that they work in, looked for where they are slow by it.
    #[serde(default)]
    pub sampled: Vec<SampledCreation>,
    /// Workers or children that gave no answer.
    pub failures: Vec<FailedRun>,
    /// Processes that the target left running; they were ended.
    pub left_behind: Vec<String>,
}

impl CreationMeasurement {
    /// What the rule judges: first creations, in order.
    pub fn times(&self) -> Times {
        Times::of(self.first.iter().map(|creation| creation.span))
    }

    /// Wall times of the first creations in seconds.
    pub fn seconds(&self) -> Vec<f64> {
        self.first.iter().map(|creation| creation.span.wall.as_secs_f64()).collect()
    }

    /// The first creation that took the least.
    pub fn fastest(&self) -> Option<&Creation> {
        self.first.iter().min_by_key(|creation| creation.span.wall)
    }

    /// Adds a first creation. Stalls of the fastest alone are kept: they are many, and much alike.
    fn add(&mut self, mut creation: Creation) {
        let stalls = std::mem::take(&mut creation.stalls);
        if self.fastest().is_none_or(|fastest| creation.span.wall < fastest.span.wall) {
            self.stalls = stalls;
        }
        self.first.push(creation);
    }
}

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
    context: &'a MeasureContext<'a>,
    order: &'a CreationOrder,
    bytecode: String,
    measured: CreationMeasurement,
}

impl<'a> Creator<'a> {
    /// Nothing is started yet.
    ///
    /// # Errors
    /// Where the scratch folder is full.
    pub fn new(context: &'a MeasureContext<'a>, order: &'a CreationOrder) -> io::Result<Self> {
        let measured = CreationMeasurement {
            factory: format!("{}:{}", order.factory.module, order.factory.callable),
            prepared_in: None,
            origin: None,
            isolation: Isolation::Forked,
            warm_up: None,
            first: Vec::new(),
            stalls: Vec::new(),
            repeated: Vec::new(),
            same_object: None,
            sampled: Vec::new(),
            failures: Vec::new(),
            left_behind: Vec::new(),
        };
        let bytecode = context.scratch.folder("bytecode")?.display().to_string();
        Ok(Self { context, order, bytecode, measured })
    }

    /// One more worker with a few first creations; the mean of their faster third is an observation. None where it failed.
    ///
    /// # Errors
    /// Where the system refuses a process.
    pub fn sample(&mut self) -> io::Result<Option<Span>> {
        let before = self.measured.first.len();
        let fork = self.measured.isolation == Isolation::Forked;
        let task = CreateTask { fork, first: FIRST_A_SAMPLE, repeated: 0, ..self.task() };
        if let Some(isolation) = self.run(task)? {
            self.measured.isolation = isolation;
            return self.sample();
        }
        let made = &self.measured.first[before..];
        // None where one of them was not read.
        let typical = |part: fn(&Span) -> Option<Nanos>| {
            let parts = made.iter().map(|creation| Some(part(&creation.span)?.as_secs_f64()));
            mean_of_faster_third(&parts.collect::<Option<Vec<f64>>>()?).map(Nanos::from_secs_f64)
        };
        let failed = !self.measured.failures.is_empty();
        let wall = typical(|span| Some(span.wall)).filter(|_| !failed);
        let span = |wall| {
            Some(Span {
                wall,
                cpu: typical(|span| Some(span.cpu))?,
                run_delay: typical(|span| span.run_delay),
                stolen: typical(|span| span.stolen),
            })
        };
        Ok(wall.and_then(span))
    }

    /// The measurement.
    pub fn finish(self) -> CreationMeasurement {
        self.measured
    }

    fn task(&self) -> CreateTask {
        let rule = &self.order.rule;
        let wanted = rule.most().saturating_sub(self.measured.first.len());
        let (first, first_time) = match rule.fixed {
            Some(_) => (wanted, Nanos(u64::MAX)),
            None => (wanted.min(FIRST), FIRST_TIME),
        };
        CreateTask {
            factory: self.order.factory.clone(),
            first: u32::try_from(first).unwrap_or(u32::MAX),
            first_time,
            fork: true,
            repeated: if self.measured.repeated.is_empty() { REPEATED } else { 0 },
            repeated_time: REPEATED_TIME,
            each: self.context.timeout,
            bytecode: Some(self.bytecode.clone()),
        }
    }

    fn measure(&mut self) -> io::Result<()> {
        while self.wants_more() {
            let before = self.measured.first.len();
            let refused = self.run(CreateTask { fork: true, ..self.task() })?;
            if let Some(isolation) = refused {
                self.measured.isolation = isolation;
                return self.in_fresh_processes();
            }
            if self.measured.first.len() == before {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Where threads forbid a fork: one process for each creation, and one for the repeated creations.
    fn in_fresh_processes(&mut self) -> io::Result<()> {
        self.run(CreateTask { fork: false, repeated: 0, ..self.task() })?;
        if self.measured.failures.is_empty() {
            self.measured.warm_up = self.measured.first.pop();
            self.measured.stalls.clear();
        }
        while self.wants_more() {
            self.run(CreateTask { fork: false, repeated: 0, ..self.task() })?;
        }
        if self.measured.failures.is_empty() && !self.context.over() {
            self.run(CreateTask { fork: false, ..self.task() })?;
        }
        Ok(())
    }

    fn wants_more(&self) -> bool {
        let failed = !self.measured.failures.is_empty() && !self.context.keep_going;
        let tried = self.measured.first.len() + self.measured.failures.len();
        !failed
            && tried < self.order.rule.most()
            && self.order.rule.wants_more(&self.measured.times())
            && !self.context.over()
    }

    /// One worker. Gives how the creations must be kept apart, where it refused to fork.
    fn run(&mut self, task: CreateTask) -> io::Result<Option<Isolation>> {
        let progress = self.context.progress;
        let mut heard = |message: &Message| {
            if let Message::First(creation) = message {
                progress.advance(&creation.span.wall.to_string());
            }
        };
        let mut outcome = self.context.run(&Task::Create(task), &Environment::new(), &mut heard)?;
        self.measured.failures.extend(FailedRun::of(&mut outcome));
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
                    self.measured.repeated = creations;
                    self.measured.same_object = same_object;
                }
                Message::ForkRefused { threads } => refused = Some(Isolation::Fresh { threads }),
                _ => {}
            }
        }
        Ok(refused)
    }
}
