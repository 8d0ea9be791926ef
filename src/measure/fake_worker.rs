//! A worker that answers from a script, by a logical clock: what stops a measurement is tested without a process.
//!
//! It is exact: each answer takes its time on the clock, no longer than the order allows, and ends as a real worker's would
//! (done, raised, hung, out of budget, interrupted).

use std::io;
use std::sync::Mutex;

use vitals_probes::wire::{Creation, ImportSample, Message, Raised, Round, Span, Task};

use crate::plan::{Clock, LogicalClock};
use crate::process::Interrupt;
use crate::quantity::{Bytes, Nanos};
use crate::worker::{Failure, LastOutput, Order, Outcome, TaskRunner};

/// What becomes of one piece of work: an import, a creation, a round.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// It takes this many milliseconds.
    Takes(u64),
    /// It takes this many milliseconds, and raises.
    Raises(u64),
    /// It never ends by itself.
    Hangs,
    /// Ctrl-C comes after this many milliseconds.
    Interrupted(u64),
}

/// Answers for each piece of work, by its number from 0 on.
pub struct FakeWorker<'a> {
    pub name: &'static str,
    pub clock: &'a LogicalClock,
    pub script: &'a (dyn Fn(usize) -> Answer + Sync),
    /// Milliseconds of a repeated creation, which takes no time on the clock.
    pub repeated: u64,
    /// The names of the workers that were run, in order.
    pub runs: &'a Mutex<Vec<&'static str>>,
    /// Pieces of work so far.
    pub done: Mutex<usize>,
}

impl FakeWorker<'_> {
    fn repeated(&self) -> Message {
        let took = Nanos::from_millis(self.repeated);
        let creations = vec![Creation { span: span(took), ..creation() }];
        Message::Repeated { creations, same_object: Some(false) }
    }

    /// One piece of work: its time, or how it ended instead.
    #[expect(clippy::result_large_err, reason = "a failure is an answer here, as a time is")]
    fn work(&self, order: &Order<'_>, interrupt: &Interrupt) -> Result<Nanos, Failure> {
        let number = {
            let mut done = self.done.lock().expect("one thread");
            *done += 1;
            *done - 1
        };
        let answer = (self.script)(number);
        let wanted = match answer {
            Answer::Takes(time) | Answer::Raises(time) | Answer::Interrupted(time) => {
                Nanos::from_millis(time)
            }
            Answer::Hangs => Nanos(u64::MAX),
        };
        let left = order.budget.left_on(self.clock);
        let took = wanted.min(order.idle).min(left);
        self.clock.advance(took);
        match answer {
            _ if took < wanted && left <= order.idle => {
                Err(Failure::OutOfBudget { after: took, stall: None })
            }
            _ if took < wanted => Err(Failure::Hung { after: took, stall: None }),
            Answer::Raises(_) => {
                Err(Failure::raised(Raised { type_name: "ValueError".into(), ..Raised::default() }))
            }
            Answer::Interrupted(_) => {
                interrupt.raise();
                Err(Failure::Interrupted)
            }
            Answer::Takes(_) | Answer::Hangs => Ok(took),
        }
    }
}

fn span(took: Nanos) -> Span {
    Span { wall: took, cpu: took, run_delay: Some(Nanos(0)), stolen: Some(Nanos(0)) }
}

fn import(took: Nanos) -> Message {
    let span = span(took);
    let (disk_read, major_faults) = (Some(Bytes(0)), Some(0));
    Message::Import(Box::new(ImportSample { span, disk_read, major_faults, ..ImportSample::default() }))
}

impl TaskRunner for FakeWorker<'_> {
    fn run(
        &self,
        order: Order<'_>,
        heard: &mut dyn FnMut(&Message),
        interrupt: &Interrupt,
    ) -> io::Result<Outcome> {
        self.runs.lock().expect("one thread").push(self.name);
        let began = self.clock.now();
        let mut messages = Vec::new();
        let mut failure = None;
        let pieces = match order.task {
            Task::Create(create) => create.first,
            Task::Growth(growth) => growth.rounds,
            _ => 1,
        };
        for piece in 0..pieces {
            let took = match self.work(&order, interrupt) {
                Ok(took) => took,
                Err(failed) => {
                    failure = Some(failed);
                    break;
                }
            };
            let message = match order.task {
                Task::Create(_) => Message::First(Creation { span: span(took), ..creation() }),
                Task::Growth(_) => {
                    Message::Round(Box::new(Round { round: piece + 1, took, ..Round::default() }))
                }
                _ => import(took),
            };
            heard(&message);
            messages.push(message);
        }
        if let (Task::Create(create), None) = (order.task, &failure) {
            messages.extend((0..create.repeated_runs).map(|_| self.repeated()));
        }
        let wall = self.clock.now().duration_since(began);
        Ok(Outcome {
            messages,
            failure,
            start_up: Some(Nanos(0)),
            wall: Nanos(u64::try_from(wall.as_nanos()).expect("a short time")),
            used: crate::process::ResourceUse::default(),
            output: LastOutput::default(),
            left_behind: Vec::new(),
        })
    }

    fn pinned(&self) -> Option<u32> {
        None
    }

    /// One clock cannot tell two that work at once.
    fn processors(&self) -> Vec<u32> {
        Vec::new()
    }
}

fn creation() -> Creation {
    Creation {
        span: Span::default(),
        rss: None,
        type_name: "shop.Session".into(),
        awaited: false,
        stalls: Vec::new(),
    }
}
