//! What is due of an incident, written down and sent.

use std::cell::Cell;

use jiff::Timestamp;

use super::notice::notice;
use super::place::Place;
use crate::cli::error::CliError;
use crate::escalation::{Outbound, Record, Stage, Standing, Step, Watcher};
use crate::incident::{Entry, Event, Incident, Log, Stamp};
use crate::notify::{Failed, NotifyTrouble, send};
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::words::escalation::why;

/// What time it is.
pub enum Clock {
    /// As on the wall.
    Wall,
    /// A time that stands until it is set: for rehearsals.
    Virtual(Cell<Timestamp>),
}

impl Clock {
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Wall => Timestamp::now(),
            Self::Virtual(time) => time.get(),
        }
    }

    fn stamp(&self) -> Stamp {
        match self {
            Self::Wall => Stamp::now(),
            Self::Virtual(time) => Stamp { time: time.get(), ..Stamp::now() },
        }
    }
}

/// The open incident, and what is done about it.
pub struct Post<'a> {
    pub place: &'a Place,
    pub incident: &'a Incident,
    pub clock: Clock,
    pub watcher: Watcher,
    /// Whether anything is written and sent.
    pub sends: bool,
}

/// How it stands, and what is to be done.
pub struct Due {
    pub log: Log,
    pub standing: Standing,
    pub step: Step,
}

impl Post<'_> {
    /// What is due now: it stands in the journal before anything of it is sent.
    ///
    /// # Errors
    /// Where the journal cannot be read or written.
    pub fn due(&mut self) -> Result<Due, CliError> {
        let now = self.clock.now();
        let log = self.incident.read()?;
        let (known, standing) = self.place.stands(self.incident, &log, now);
        let policy = (self.place.policy(), &standing);
        let step = self.watcher.step(policy, &known.recorded, &known.delivered, now);
        if self.sends && !step.due.is_empty() && standing.closed.is_none() {
            let records = step.due.iter().map(|call| Record::due(call, why(&call.why)));
            self.write(records.collect())?;
        }
        Ok(Due { log, standing, step })
    }

    /// Adds records, but for calls that another process has written meanwhile.
    fn write(&self, records: Vec<Record>) -> Result<(), CliError> {
        let stamp = self.clock.stamp();
        self.incident.append_stamped(|log| {
            let is_there = |record: &Record| {
                let Record::Due { key, .. } = record else { return false };
                log.entries.iter().any(|entry| {
                    matches!(&entry.event, Event::Escalation(Record::Due { key: other, .. }) if other == key)
                })
            };
            let new = records.into_iter().filter(|record| !is_there(record));
            Ok(new.map(|record| Entry { stamp: stamp.clone(), event: Event::Escalation(record) }).collect())
        })?;
        Ok(())
    }

    /// Writes down how a delivery ended. A failure is written once.
    ///
    /// # Errors
    /// Where the journal cannot be written.
    pub fn ended(&mut self, outbound: &Outbound, result: &Result<(), Failed>) -> Result<(), CliError> {
        let (key, receiver) = (outbound.call.key.clone(), outbound.receiver.clone());
        let after = result.as_ref().err().and_then(|failed| failed.after);
        let after = after.map(|after| Nanos(u64::try_from(after.as_nanos()).unwrap_or(u64::MAX)));
        let is_first = self.watcher.ended(outbound, result.is_ok(), after, self.clock.now());
        let level = outbound.call.level.clone();
        match result {
            Ok(()) => {
                self.write(vec![Record::Sent { key, level, receiver, stage: outbound.stage, is_test: false }])
            }
            Err(failed) if is_first => {
                self.write(vec![Record::NotSent { key, receiver, why: failed.trouble.to_string() }])
            }
            Err(_) => Ok(()),
        }
    }
}

/// Sends one thing to one receiver, once.
pub fn deliver(
    place: &Place,
    (log, standing): (&Log, &Standing),
    outbound: &Outbound,
    interrupt: &Interrupt,
) -> Result<(), Failed> {
    let receiver = place.settings.notify.iter().find(|receiver| receiver.name == outbound.receiver);
    let Some(receiver) = receiver else {
        return Err(NotifyTrouble::NoReceiver { name: outbound.receiver.clone() }.into());
    };
    let Some(notice) = notice(place, log, standing, outbound) else {
        return Err(NotifyTrouble::Unmaskable.into());
    };
    send(&receiver.kind, &notice, place.project.folder(), interrupt)
}

/// What a delivery is of, in a word.
pub fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Trigger => "called",
        Stage::Acknowledge => "acknowledged",
        Stage::Resolve => "over",
    }
}
