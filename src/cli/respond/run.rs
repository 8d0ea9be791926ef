//! A response, from the incident that is opened to the command that comes next.

use std::cell::RefCell;
use std::time::Instant;

use super::clock::clock;
use super::dry_run;
use super::heard::{Seen, said};
use super::next;
use super::place::{Opened, Place};
use crate::cli::arguments::Respond;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::incident::{Incident, operators as incident_operators, respond_lock};
use crate::report::respond::over_lines;
use crate::respond::Outcome;
use crate::session::{AskedOfResponse, ResponseEvent, respond};

pub fn run(arguments: &Respond) -> Result<Exit, CliError> {
    let began = Instant::now();
    let place = Place::find(arguments)?;
    if arguments.dry_run {
        return dry_run::run(arguments, &place);
    }
    let Some(_lock) = respond_lock(&place.common)? else {
        console::note("another `vitals respond` is at it; `vitals incident show` says how far it is");
        return Ok(Exit::Code(Outcome::Locked.code()));
    };
    let interrupt = listen()?;
    // A commit that is none is said before anything is opened.
    let good = arguments.good.as_deref().map(|good| place.commit(good, &interrupt)).transpose()?;
    let opened = match Incident::open_current(&place.common)? {
        Some(incident) => Opened { incident, ended: None },
        None => match place.open(arguments, &interrupt)? {
            Ok(opened) => opened,
            Err(exit) => return Ok(exit),
        },
    };
    let pinned = place.pinned(&opened.incident, &arguments.run_args)?;
    let asked = AskedOfResponse {
        good,
        emergency: arguments.emergency.clone(),
        clock: clock(arguments),
        yes: arguments.yes,
        publishes: arguments.acting.publish.is_some(),
        remote: arguments.acting.publish.clone().filter(|remote| !remote.is_empty()),
        operators: incident_operators(Some(&place.common), &pinned.settings.escalation),
        level: arguments.acting.level.clone(),
        config: arguments.config.words(),
        options: [arguments.config.words(), arguments.run_args.words()].concat(),
        settings: &pinned.settings,
        pinned: pinned.file,
        opened: opened.ended,
        since_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
    };
    let seen = RefCell::new(Seen::default());
    let heard = |event: &ResponseEvent<'_>| said(event, arguments, &mut seen.borrow_mut());
    let outcome = respond(&asked, &opened.incident, &interrupt, &heard)?;
    let seen = seen.into_inner();
    // What waits is said already.
    if seen.waits.is_none() {
        let over = over_lines(&asked.emergency, outcome, &seen.known, (seen.took_ms, asked.clock));
        console::line(over)?;
    }
    if seen.contained {
        console::line("what contained it is still in place: lift it by hand when you are sure")?;
    }
    if let Some(next) = next::command(arguments, &asked, outcome, &seen) {
        console::line(format_args!("next: {next}"))?;
    }
    Ok(if outcome == Outcome::Done { Exit::Pass } else { Exit::Code(outcome.code()) })
}
