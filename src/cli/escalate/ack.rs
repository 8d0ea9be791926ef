//! `vitals escalate ack` and `answer`.

use jiff::Timestamp;

use super::place::Place;
use super::rehearsal;
use super::who::person;
use crate::cli::arguments::{EscalateAck, EscalateAnswer};
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::escalation::{EscalateError, Record, acknowledged};
use crate::incident::{Event, Incident, IncidentError};

pub fn run(arguments: &EscalateAck) -> Result<Exit, CliError> {
    let place = Place::find(&arguments.config)?;
    let person = person(place.policy(), arguments.by.as_deref())?;
    let common = place.common()?;
    let key = arguments.key.as_deref();
    if let Some(key) = key
        && rehearsal::acknowledge(&place, &common, key, &person.name)?
    {
        console::line(format_args!("acknowledged: the test of {}", person.level))?;
        return Ok(Exit::Pass);
    }
    let incident = place.incident()?;
    // What is due by now need not stand in the journal yet: nobody writes between the look and the entry.
    let rank = place.policy().level(&person.level).map_or(0, |level| level.rank);
    let mut refused = None;
    let mut keys = Vec::new();
    let written = incident.append_with(|log| {
        let (_, standing) = place.stands(&incident, log, Timestamp::now());
        match acknowledged(&standing, &incident.id, key, (&person.level, rank)) {
            Ok(found) => {
                keys.clone_from(&found);
                Ok(found.into_iter().map(|key| of(key, &person.name, &person.level, rank)).collect())
            }
            Err(error) => {
                refused = Some(error);
                Ok(Vec::new())
            }
        }
    });
    if let Some(error) = refused {
        return Err(EscalateError::from(error).into());
    }
    written?;
    console::line(format_args!("acknowledged by {} ({}): {} calls", person.name, person.level, keys.len()))?;
    Ok(Exit::Pass)
}

fn of(key: String, by: &str, level: &str, rank: u32) -> Event {
    Event::Escalation(Record::Acknowledged { key, by: by.to_owned(), level: level.to_owned(), rank })
}

pub fn answer(arguments: &EscalateAnswer) -> Result<Exit, CliError> {
    let place = Place::find(&arguments.config)?;
    let person = person(place.policy(), arguments.by.as_deref())?;
    let incident: Incident = place.incident()?;
    let (question, answer) = (arguments.question, arguments.answer);
    let record = Record::Answered { question, answer, by: person.name.clone() };
    let log = incident.append_with(|_| Ok::<_, IncidentError>(vec![Event::Escalation(record)]))?;
    let (_, standing) = place.stands(&incident, &log, Timestamp::now());
    console::line(format_args!("{}: written down, by {}", question.word(), person.name))?;
    let called = standing.calls.iter().rev().find(|(call, _)| call.why.word() == question.word());
    if let Some((call, _)) = called {
        console::line(format_args!("{} is called for it: `vitals escalate` shows who has it", call.level))?;
    }
    Ok(Exit::Pass)
}
