//! When it was detected, responded to, resolved and validated: each by the entry or the run that says so.

use jiff::Timestamp;
use serde::Serialize;

use super::clock::between;
use super::event::Event;
use super::record::Log;
use super::undone::undone;

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An entry of the journal; the first is 1.
    Entry(usize),
    /// A run of the history.
    Run(i64),
}

/// A moment, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// By what.
    pub source: Source,
}

/// The moments of an incident, and how long each took from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Times {
    /// The first failing run, else the opening.
    pub detection: Moment,
    /// The opening.
    pub response: Moment,
    /// The last rollback that stands, or the first green run where none made it green.
    pub resolution: Option<Moment>,
    /// The first look or run after it in which all was green, and no failing one after that.
    pub validation: Option<Moment>,
    /// From detection to response, in milliseconds.
    pub response_ms: i64,
    /// From response to resolution.
    pub resolution_ms: Option<i64>,
    /// From resolution to validation.
    pub validation_ms: Option<i64>,
    /// From detection to validation.
    pub total_ms: Option<i64>,
}

/// Those of a journal.
pub fn times(log: &Log) -> Times {
    let opened = Moment { at: log.begun.stamp.time, source: Source::Entry(1) };
    let detection = match &log.begun.detection {
        Some(found) => Moment { at: found.at, source: Source::Run(found.run) },
        None => opened,
    };
    let last_red = log.entries.iter().rposition(|entry| is_red(&entry.event));
    let rolled_back = undone(log).last().map(|(place, _)| *place).filter(|place| last_red < Some(*place));
    let after = rolled_back.or(last_red);
    let begin = after.map_or(0, |place| place + 1);
    let green =
        log.entries.iter().skip(begin).position(|entry| is_green(&entry.event)).map(|place| begin + place);
    // Nobody saw it red, or rolled anything back: a green run says nothing of a resolution.
    let was_bad = rolled_back.is_some() || last_red.is_some() || log.begun.detection.is_some();
    let resolution = rolled_back.or(green.filter(|_| was_bad));
    let validation = green.filter(|_| resolution.is_some());
    let moment = |place: usize| {
        Some(Moment { at: log.entries.get(place)?.stamp.time, source: Source::Entry(place + 2) })
    };
    let response_ms = opened.at.as_millisecond() - detection.at.as_millisecond();
    let resolution_ms = resolution.map(|place| between(log, 0, place + 1));
    let validation_ms = resolution.zip(validation).map(|(from, to)| between(log, from + 1, to + 1));
    let total_ms = resolution_ms.zip(validation_ms).map(|(one, other)| response_ms + one + other);
    Times {
        detection,
        response: opened,
        resolution: resolution.and_then(moment),
        validation: validation.and_then(moment),
        response_ms,
        resolution_ms,
        validation_ms,
        total_ms,
    }
}

fn is_red(event: &Event) -> bool {
    match event {
        Event::Ran(ran) => ran.verdicts.iter().any(|seen| matches!(seen.verdict.as_str(), "fail" | "error")),
        _ => false,
    }
}

/// Everything that was asked was green, and something was asked.
fn is_green(event: &Event) -> bool {
    match event {
        Event::Ran(ran) => {
            ran.exit == 0
                && !ran.verdicts.is_empty()
                && ran.verdicts.iter().all(|seen| seen.verdict == "pass")
        }
        Event::Looked(look) => look.holds,
        _ => false,
    }
}
