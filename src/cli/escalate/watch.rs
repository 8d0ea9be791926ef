//! `vitals escalate watch`: keeps the clock of the open incident. Its state is the journal, so that it can be ended anywhere.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Scope, scope};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustix::fs::{FlockOperation, flock};

use super::notice::short;
use super::over::sent;
use super::place::Place;
use super::post::{Clock, Due, Post, deliver, stage_word};
use crate::cli::arguments::EscalateWatch;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::escalation::{EscalateError, Outbound, Watcher};
use crate::incident::Incident;
use crate::notify::Failed;
use crate::process::Interrupt;
use crate::quantity::WrittenDuration;
use crate::report::words::escalation::{clock, why};

/// So often it looks whether something was added to the journal.
const LOOK: Duration = Duration::from_millis(500);

type Ended = (Outbound, Result<(), Failed>);

pub fn run(arguments: &EscalateWatch) -> Result<Exit, CliError> {
    let place = Place::find(&arguments.config)?;
    let incident = place.incident()?;
    let interrupt = listen()?;
    let _lock = alone(&incident)?;
    let opened = incident.read()?.begun.stamp.time;
    let length =
        |time: WrittenDuration| SignedDuration::from_nanos(i64::try_from(time.0.0).unwrap_or(i64::MAX));
    let until = arguments.as_if.map(|time| opened + length(time));
    let clock = if until.is_some() { Clock::Virtual(Cell::new(opened)) } else { Clock::Wall };
    let post = Post {
        place: &place,
        incident: &incident,
        clock,
        watcher: Watcher::default(),
        sends: arguments.send,
    };
    if !arguments.send {
        console::line("nothing is sent without --send")?;
    }
    scope(|scope| Watch { post, until, interrupt: &interrupt, shown: Vec::new(), seen: None }.run(scope))
}

/// The one watcher of an incident.
fn alone(incident: &Incident) -> Result<File, CliError> {
    let path = incident.folder().join("watcher");
    let system = |error: std::io::Error| EscalateError::System {
        what: format!("taking the lock {}", path.display()),
        error: error.into(),
    };
    let file = OpenOptions::new().create(true).append(true).open(&path).map_err(system)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => {
            Err(EscalateError::Watched { incident: incident.id.clone() }.into())
        }
        Err(error) => Err(system(error.into()).into()),
    }
}

struct Watch<'env> {
    post: Post<'env>,
    /// Of a virtual clock.
    until: Option<Timestamp>,
    interrupt: &'env Interrupt,
    /// Keys that were shown as due.
    shown: Vec<String>,
    /// The journal's length when it was read.
    seen: Option<u64>,
}

impl<'env> Watch<'env> {
    fn run<'scope>(mut self, scope: &'scope Scope<'scope, 'env>) -> Result<Exit, CliError> {
        let (sender, receiver) = channel();
        loop {
            let due = self.post.due()?;
            self.seen = self.length();
            self.show(&due)?;
            if due.standing.closed.is_some() {
                console::line("the incident is over")?;
                sent(self.post.place, self.post.incident, self.interrupt)?;
                return Ok(Exit::Pass);
            }
            let wake = due.step.wake;
            self.start(due, scope, &sender)?;
            if self.interrupt.raised() {
                return Ok(Exit::Interrupted);
            }
            if !self.wait(wake, &receiver)? {
                return Ok(Exit::Pass);
            }
        }
    }

    fn length(&self) -> Option<u64> {
        fs::metadata(self.post.incident.journal()).ok().map(|it| it.len())
    }

    fn show(&mut self, due: &Due) -> Result<(), CliError> {
        for call in &due.step.due {
            if !self.shown.contains(&call.key) {
                self.shown.push(call.key.clone());
                console::line(format_args!(
                    "{}  {} is called: {}  [{}]",
                    clock(call.due),
                    call.level,
                    why(&call.why),
                    short(&call.key)
                ))?;
            }
        }
        Ok(())
    }

    /// Each delivery on a thread of its own: a receiver that hangs holds up no other.
    fn start<'scope>(
        &self,
        due: Due,
        scope: &'scope Scope<'scope, 'env>,
        sender: &Sender<Ended>,
    ) -> Result<(), CliError> {
        for outbound in due.step.send {
            if !self.post.sends {
                console::line(format_args!(
                    "  would send to {}: {} [{}]",
                    outbound.receiver,
                    stage_word(outbound.stage),
                    short(&outbound.call.key)
                ))?;
                continue;
            }
            let (place, interrupt, sender) = (self.post.place, self.interrupt, sender.clone());
            let (log, standing) = (due.log.clone(), due.standing.clone());
            scope.spawn(move || {
                let result = deliver(place, (&log, &standing), &outbound, interrupt);
                // Nobody listens where the watcher has ended.
                let _ = sender.send((outbound, result));
            });
        }
        Ok(())
    }

    /// Until something is to be done; false where a virtual clock has come to its end.
    fn wait(&mut self, wake: Option<Timestamp>, receiver: &Receiver<Ended>) -> Result<bool, CliError> {
        if let (Some(until), Clock::Virtual(time)) = (self.until, &self.post.clock) {
            if self.post.sends && self.post.watcher.is_busy() {
                let ended = receiver.recv().ok();
                return ended.map_or(Ok(true), |ended| self.ended(&ended).map(|()| true));
            }
            let Some(next) = wake.filter(|wake| *wake <= until) else { return Ok(false) };
            time.set(next);
            return Ok(true);
        }
        loop {
            let left = wake.map_or(SignedDuration::MAX, |wake| wake.duration_since(Timestamp::now()));
            let left = Duration::try_from(left).unwrap_or_default();
            match receiver.recv_timeout(left.min(LOOK)) {
                Ok(ended) => return self.ended(&ended).map(|()| true),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            if left <= LOOK || self.interrupt.raised() || self.length() != self.seen {
                return Ok(true);
            }
        }
    }

    fn ended(&mut self, (outbound, result): &Ended) -> Result<(), CliError> {
        let word = stage_word(outbound.stage);
        match result {
            Ok(()) => {
                console::line(format_args!(
                    "  sent to {}: {word} [{}]",
                    outbound.receiver,
                    short(&outbound.call.key)
                ))?;
            }
            Err(failed) => console::note(format_args!("notify {}: {}", outbound.receiver, failed.trouble)),
        }
        match self.post.ended(outbound, result) {
            // It was closed meanwhile: what receivers have is resolved then.
            Err(CliError::Incident(crate::incident::IncidentError::AlreadyClosed { .. })) => Ok(()),
            other => other,
        }
    }
}
