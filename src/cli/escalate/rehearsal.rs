//! `vitals escalate test`: a call that is marked as a test, and who acknowledged it.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::notice::short;
use super::place::Place;
use crate::cli::arguments::EscalateTest;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::ReceiverSettings;
use crate::escalation::{Call, EscalateError, Level, Why, key_of, reached};
use crate::incident::Stamp;
use crate::journal::{Fault, Reading, Writer, append_shared};
use crate::notify::{Notice, State, send};
use crate::process::Interrupt;

const SCHEMA: &str = "vitals-escalation-tests/1";

/// A line of the tests' own journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first.
    Begun { schema: String },
    /// A receiver took the test of a level.
    Sent { key: String, level: String, receiver: String, stamp: Stamp },
    /// It did not.
    NotSent { key: String, level: String, receiver: String, why: String, stamp: Stamp },
    /// Somebody acknowledged.
    Acknowledged { key: String, by: String, stamp: Stamp },
}

pub fn run(arguments: &EscalateTest) -> Result<Exit, CliError> {
    let place = Place::find(&arguments.config)?;
    let levels = chosen(&place, arguments.level.as_deref())?;
    let common = place.common()?;
    if !arguments.send {
        let lines = read(&common)?;
        for level in levels {
            shown(&place, level, &lines)?;
        }
        console::line("nothing is sent without --send")?;
        return Ok(Exit::Pass);
    }
    let interrupt = listen()?;
    let mut failed = false;
    for level in levels {
        failed |= tried(&place, &common, level, &interrupt)?;
    }
    Ok(if failed { Exit::Fail } else { Exit::Pass })
}

fn chosen<'a>(place: &'a Place, wanted: Option<&str>) -> Result<Vec<&'a Level>, CliError> {
    let mut levels: Vec<&Level> = place.policy().levels.iter().collect();
    levels.sort_by_key(|level| level.rank);
    let Some(wanted) = wanted else { return Ok(levels) };
    if !levels.iter().any(|level| level.name == wanted) {
        let known = levels.iter().map(|level| level.name.clone()).collect();
        return Err(EscalateError::NoSuchLevel { wanted: wanted.to_owned(), known }.into());
    }
    levels.retain(|level| level.name == wanted);
    Ok(levels)
}

fn receivers<'a>(place: &'a Place, call: &Call) -> Vec<&'a ReceiverSettings> {
    let reached = reached(place.policy(), call).receivers;
    place.settings.notify.iter().filter(|receiver| reached.contains(receiver.name.as_str())).collect()
}

fn call(level: &Level) -> Call {
    let due = Timestamp::now();
    let key = key_of(&["test", &level.name, &due.to_string()]);
    Call { key, level: level.name.clone(), rank: level.rank, due, why: Why::Opened }
}

/// To whom it would go, and how the last one went.
fn shown(place: &Place, level: &Level, lines: &[Line]) -> Result<(), CliError> {
    let names: Vec<&str> = receivers(place, &call(level)).iter().map(|it| it.name.as_str()).collect();
    let to = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
    let last = lines.iter().rev().find_map(|line| match line {
        Line::Sent { key, level: of, stamp, .. } if *of == level.name => Some((key, stamp)),
        _ => None,
    });
    let done = last.and_then(|(key, _)| {
        lines.iter().find_map(|line| match line {
            Line::Acknowledged { key: other, by, stamp } if other == key => Some((by, stamp)),
            _ => None,
        })
    });
    let day = |stamp: &Stamp| stamp.time.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let went = match (last, done) {
        (None, _) => "never tested".to_owned(),
        (Some((key, stamp)), None) => {
            format!("tested {}, acknowledged by nobody [{}]", day(stamp), short(key))
        }
        (Some((_, sent)), Some((by, stamp))) => {
            format!("tested {}, acknowledged by {by} at {}", day(sent), day(stamp))
        }
    };
    console::line(format_args!("{:4} to {to}; {went}", level.name))?;
    Ok(())
}

/// Sends one, and gives whether a receiver did not take it, or nobody would have got it.
fn tried(place: &Place, common: &Path, level: &Level, interrupt: &Interrupt) -> Result<bool, CliError> {
    let call = call(level);
    let receivers = receivers(place, &call);
    let mut failed = receivers.is_empty();
    if failed {
        console::line(format_args!("{:4} no receiver reaches this level", level.name))?;
    }
    for receiver in receivers {
        let stamp = Stamp::now();
        let (key, of, name) = (call.key.clone(), level.name.clone(), receiver.name.clone());
        let result =
            send(&receiver.kind, &notice(place, &call, State::Open), place.project.folder(), interrupt);
        let (line, word) = match result {
            Ok(()) => (
                Line::Sent { key, level: of, receiver: name, stamp },
                format!("sent to {} [{}]", receiver.name, short(&call.key)),
            ),
            Err(error) => {
                failed = true;
                let why = error.trouble.to_string();
                let word = format!("not sent to {}: {why}", receiver.name);
                (Line::NotSent { key, level: of, receiver: name, why, stamp }, word)
            }
        };
        append(common, |_| vec![line])?;
        console::line(format_args!("{:4} {word}", level.name))?;
    }
    Ok(failed)
}

fn notice(place: &Place, call: &Call, state: State) -> Notice {
    Notice {
        key: call.key.clone(),
        state,
        summary: format!("TEST of vitals: {} is called; nothing is wrong", call.level),
        lines: vec![format!("acknowledge: vitals escalate ack {}", short(&call.key))],
        project: place.project.folder_shown(),
        subject: "test".to_owned(),
        at: call.due.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        ends: None,
        metrics: None,
    }
}

/// Where the key is that of a test, writes down who acknowledged it, and says to its receivers that it is over; false where it is none.
///
/// # Errors
/// Where it was acknowledged already, or the journal cannot be written.
pub fn acknowledge(place: &Place, common: &Path, key: &str, by: &str) -> Result<bool, CliError> {
    let lines = read(common)?;
    let sent: Vec<(&String, &String, &String)> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Sent { key: own, level, receiver, .. } if own.starts_with(key) => {
                Some((own, level, receiver))
            }
            _ => None,
        })
        .collect();
    let Some((own, level, _)) = sent.first() else { return Ok(false) };
    let before = lines.iter().find_map(|line| match line {
        Line::Acknowledged { key: other, by, stamp } if other == *own => {
            Some(crate::escalation::AckRefused::Already { by: by.clone(), at: stamp.time })
        }
        _ => None,
    });
    if let Some(before) = before {
        return Err(EscalateError::from(before).into());
    }
    append(common, |_| {
        vec![Line::Acknowledged { key: (*own).clone(), by: by.to_owned(), stamp: Stamp::now() }]
    })?;
    let interrupt = listen()?;
    let (own, level) = ((*own).clone(), (*level).clone());
    let call = Call { key: own, level, rank: 0, due: Timestamp::now(), why: Why::Opened };
    let notice = notice(place, &call, State::Over);
    for receiver in &place.settings.notify {
        if sent.iter().any(|(_, _, name)| **name == receiver.name) {
            // Whoever has acknowledged knows.
            let _ = send(&receiver.kind, &notice, place.project.folder(), &interrupt);
        }
    }
    Ok(true)
}

fn path(common: &Path) -> PathBuf {
    common.join("vitals/escalation/tests.jsonl")
}

fn read(common: &Path) -> Result<Vec<Line>, CliError> {
    match Reading::<Line>::of(&path(common), SCHEMA) {
        Ok(reading) => Ok(reading.records),
        Err(Fault::System(_)) if !path(common).exists() => Ok(Vec::new()),
        Err(fault) => Err(refused(common, fault)),
    }
}

fn append(common: &Path, lines: impl FnOnce(&Reading<Line>) -> Vec<Line>) -> Result<(), CliError> {
    let path = path(common);
    if !path.exists() {
        let folder = path.parent().unwrap_or(common);
        let begun = fs::create_dir_all(folder)
            .and_then(|()| Writer::begin(&path, &Line::Begun { schema: SCHEMA.to_owned() }).map(drop));
        match begun {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            other => other.map_err(|error| refused(common, error.into()))?,
        }
    }
    append_shared(&path, SCHEMA, |reading| Ok::<_, Fault>(lines(reading)))
        .map_err(|fault| refused(common, fault))?;
    Ok(())
}

fn refused(common: &Path, fault: Fault) -> CliError {
    let what = format!("the journal of tests {}", path(common).display());
    let error = match fault {
        Fault::System(error) => error,
        other => std::io::Error::other(other.to_string()).into(),
    };
    EscalateError::System { what, error }.into()
}
