//! What a worker's messages and its end come to: an answer, or why there is none.

use std::os::unix::process::ExitStatusExt;

use rustix::process::Signal;
use vitals_probes::wire::{CHANNEL_LOST, ChildEnd, Message, Site, Stall};

use super::child::NOT_LAUNCHED;
use super::failure::Failure;
use super::fault_report::{main_thread, relevant, site_of_crash};
use super::last_look::LastLook;
use super::outcome::LastOutput;
use crate::config::Limits;
use crate::process::{Ended, Ending, Termination};
use crate::quantity::{Monotonic, Nanos};
use crate::untrusted::redact;

/// Messages, sorted.
#[derive(Default)]
pub(super) struct Answer {
    pub kept: Vec<Message>,
    pub entered: Option<Monotonic>,
    stall: Option<Stall>,
    failed: Option<Failure>,
    done: bool,
}

/// How a worker ended.
pub(super) struct End<'a> {
    pub ended: &'a Ended,
    /// What was seen before it was ended from outside.
    pub look: Option<LastLook>,
    /// What Python's fault handler printed.
    pub places: &'a str,
    pub idle: Nanos,
    pub limits: Limits,
    /// Bytes on the channel that are not the probe's.
    pub foreign: u64,
    pub output: &'a LastOutput,
}

impl Answer {
    /// Takes one message.
    pub fn sort(&mut self, message: Message) {
        match message {
            Message::Entered { at } => self.entered = Some(at),
            Message::Working { .. }
            | Message::Prepared
            | Message::Asked
            | Message::Answered
            | Message::AtGate
            | Message::GoesOn => {}
            Message::Stalled(stall) => self.stall = Some(stall),
            Message::Done => self.done = true,
            Message::Raised(raised) => self.fail(Failure::raised(raised)),
            Message::NotMade { what } => self.fail(Failure::NotMade { what: redact(&what) }),
            Message::AlreadyLoaded => self.fail(Failure::AlreadyLoaded),
            Message::LoadedBySetup => self.fail(Failure::LoadedBySetup),
            Message::NotReadable { what } => self.fail(Failure::NotReadable { what }),
            Message::ChildLost { how } => self.fail(Failure::ChildLost { how, site: None }),
            other => self.kept.push(other),
        }
    }

    /// The first failure is the cause, those after it are its consequences.
    fn fail(&mut self, failure: Failure) {
        self.failed.get_or_insert(failure);
    }

    /// Why there is no answer, or none to be trusted.
    pub fn failure(&mut self, end: End<'_>) -> Option<Failure> {
        if let Some(why) = end.ended.termination {
            return Some(self.ended_from_outside(why, end));
        }
        if let Some(failure) = self.failed.take() {
            return Some(with_its_place(failure, &end));
        }
        let how = Ending::from(end.ended.status);
        match end.ended.status.code() {
            Some(CHANNEL_LOST) => return Some(Failure::ChannelLost),
            Some(NOT_LAUNCHED) if self.entered.is_none() => {
                return Some(Failure::NotStarted { reason: end.output.stderr.trim().to_owned() });
            }
            _ => {}
        }
        if end.foreign > 0 {
            return Some(Failure::ChannelWritten { bytes: end.foreign });
        }
        if self.done {
            return None;
        }
        if let Some(signal) = end.ended.status.signal() {
            if end.processor_time_is_spent(signal) {
                return Some(end.out_of_processor_time());
            }
            let site = site_of_crash(&end.output.stderr);
            return Some(Failure::Crashed { how, site, stall: self.stall.take() });
        }
        if self.entered.is_none() {
            let said = end.output.last_lines(3).join("; ");
            return Some(Failure::NotStarted { reason: format!("{how}: {said}") });
        }
        Some(Failure::Exited { how })
    }

    fn ended_from_outside(&mut self, why: Termination, end: End<'_>) -> Failure {
        let stall = self.stall.take();
        let Some(look) = end.look.filter(|_| why != Termination::Interrupt) else {
            return match why {
                Termination::Interrupt => Failure::Interrupted,
                Termination::Idle => Failure::Hung { after: end.idle, stall },
                Termination::Budget => Failure::OutOfBudget { after: end.ended.wall, stall },
            };
        };
        let (stopped, by) = (look.stopped, look.stopped_by.map(Ending::Signal));
        let stall = standing(stall, look, main_thread(end.places));
        match why {
            Termination::Idle if stopped => Failure::Stopped { after: end.idle, by, stall },
            // More time would not help it either.
            Termination::Budget if stopped => Failure::Stopped { after: end.ended.wall, by, stall },
            Termination::Idle if self.entered.is_none() => Failure::StartHung { after: end.idle },
            Termination::Idle => Failure::Hung { after: end.idle, stall },
            Termination::Budget | Termination::Interrupt => {
                Failure::OutOfBudget { after: end.ended.wall, stall }
            }
        }
    }
}

/// Where it stood at the end: by what the watcher said, the last look, and the frames of the fault handler.
fn standing(said: Option<Stall>, look: LastLook, frames: Vec<Site>) -> Option<Stall> {
    let known = said.is_some() || !frames.is_empty() || look.kernel_wait.is_some() || look.syscall.is_some();
    let said = said.unwrap_or_default();
    // While an event loop waits, no frame of the target is on the stack: the watcher knows what is awaited.
    let by_handler = said.stack.is_empty() || relevant(frames.iter().cloned()).is_some();
    let stack = if by_handler && !frames.is_empty() { frames } else { said.stack };
    let LastLook { kernel_wait, syscall, holds_lock, .. } = look;
    known.then_some(Stall { stack, kernel_wait, syscall, holds_lock, ..said })
}

/// A forked child says where it was when its time is up, and when its processor time is.
fn with_its_place(failure: Failure, end: &End<'_>) -> Failure {
    match failure {
        Failure::ChildLost { how: ChildEnd::Signal(signal), .. } if end.processor_time_is_spent(signal) => {
            end.out_of_processor_time()
        }
        Failure::ChildLost { how: how @ ChildEnd::Signal(_), .. } => {
            Failure::ChildLost { how, site: site_of_crash(&end.output.stderr) }
        }
        // As if the worker itself had not finished.
        Failure::ChildLost { how: ChildEnd::NotInTime(after), .. } => {
            let stack = main_thread(end.places);
            Failure::Hung { after, stall: (!stack.is_empty()).then(|| Stall { stack, ..Stall::default() }) }
        }
        other => other,
    }
}

impl End<'_> {
    /// SIGXCPU comes when it is spent; SIGKILL a second later, where the target goes on in spite of that.
    fn processor_time_is_spent(&self, signal: i32) -> bool {
        let used = self.ended.used.user + self.ended.used.system;
        let all = self.limits.cpu_time.is_some_and(|limit| used >= limit);
        signal == Signal::XCPU.as_raw() || signal == Signal::KILL.as_raw() && all
    }

    fn out_of_processor_time(&self) -> Failure {
        Failure::CpuTimeSpent { limit: self.limits.cpu_time, site: relevant(main_thread(self.places)) }
    }
}
