//! `vitals respond`.

mod dry_run;
mod next;
mod place;

use std::time::Instant;

use self::place::{Opened, Place};
use super::arguments::Respond;
use super::conduct::listen;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::incident::{Incident, respond_lock};
use crate::quantity::Nanos;
use crate::report::respond::{NextStep, ended_lines, next_line, over_lines};
use crate::respond::{Known, Outcome, StepName};
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
    let opened = match Incident::open_current(&place.common)? {
        Some(incident) => Opened { incident, ended: None },
        None => match place.open(arguments, &interrupt)? {
            Ok(opened) => opened,
            Err(exit) => return Ok(exit),
        },
    };
    let pinned = place.pinned(&opened.incident, &arguments.run_args)?;
    let asked = AskedOfResponse {
        emergency: arguments.emergency.clone(),
        clock: clock(arguments),
        yes: arguments.yes,
        publishes: arguments.publish.is_some(),
        remote: arguments.publish.clone().filter(|remote| !remote.is_empty()),
        config: arguments.config.words(),
        options: [arguments.config.words(), arguments.run_args.words()].concat(),
        settings: &pinned.settings,
        pinned: pinned.file,
        opened: opened.ended,
        since_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
    };
    let seen = std::cell::RefCell::new(Seen::default());
    let heard = |event: &ResponseEvent<'_>| said(event, arguments, &mut seen.borrow_mut());
    let outcome = respond(&asked, &opened.incident, &interrupt, &heard)?;
    let seen = seen.into_inner();
    let over = over_lines(&asked.emergency, outcome, &seen.known, (seen.took_ms, asked.clock));
    console::line(over)?;
    if seen.contained {
        console::line("what contained it is still in place: lift it by hand when you are sure")?;
    }
    if let Some(next) = next::command(arguments, &asked, outcome, &seen) {
        console::line(format_args!("next: {next}"))?;
    }
    Ok(if outcome == Outcome::Done { Exit::Pass } else { Exit::Code(outcome.code()) })
}

/// Within what time: that of the emergency, or less where that is asked for.
fn clock(arguments: &Respond) -> Nanos {
    let own = arguments.emergency.clock();
    arguments.run_args.budget.map_or(own, |budget| budget.0.min(own))
}

/// What was heard of it.
#[derive(Default)]
struct Seen {
    known: Known,
    took_ms: i64,
    /// Containment did something.
    contained: bool,
    /// A step waits for a yes.
    waits: Option<StepName>,
}

/// Prints it as it happens. What cannot be printed now cannot be printed at the end either, and is an error then.
fn said(event: &ResponseEvent<'_>, arguments: &Respond, seen: &mut Seen) {
    let text = match event {
        ResponseEvent::Resumed(steps) => format!("goes on after {steps} steps of before"),
        ResponseEvent::Next { step, command, variables, share, left_ms } => {
            next_line(&NextStep { step: *step, command, variables, share: *share, left_ms: *left_ms })
        }
        ResponseEvent::Waits(step) => {
            seen.waits = Some(*step);
            format!("{} changes something, and waits for --yes", step.word())
        }
        ResponseEvent::Ended { ended, share } => {
            let did = !ended.command.is_empty();
            seen.contained |= ended.step == StepName::Contain && did && ended.outcome != Outcome::Failed;
            ended_lines(ended, *share)
        }
        ResponseEvent::Over { known, took_ms } => {
            (seen.known, seen.took_ms) = ((*known).clone(), *took_ms);
            return;
        }
    };
    let is_progress = !matches!(event, ResponseEvent::Waits(_));
    if !(arguments.run_args.quiet && is_progress) {
        let _ = console::line(text);
    }
}
