//! `vitals escalate status`: who is called now and why; with `--send` they hear of it.

use std::thread::scope;

use jiff::Timestamp;

use super::notice::short;
use super::place::Place;
use super::post::{Clock, Due, Post, deliver, stage_word};
use crate::cli::arguments::EscalateStatus;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::escalation::{Call, Outbound, Standing, Watcher, reached};
use crate::incident::{Incident, Log};
use crate::process::Interrupt;
use crate::report::words::escalation::{asked, clock, why};

pub fn run(arguments: &EscalateStatus) -> Result<Exit, CliError> {
    let place = Place::find(&arguments.config)?;
    let common = place.common()?;
    let Some(incident) = Incident::open_current(&common)? else {
        console::line("no incident is open: nobody is called")?;
        return Ok(Exit::Pass);
    };
    let interrupt = listen()?;
    let watcher = Watcher::default();
    let mut post =
        Post { place: &place, incident: &incident, clock: Clock::Wall, watcher, sends: arguments.send };
    let due = post.due()?;
    shown(&place, &due)?;
    let waits = due.step.send.len();
    if !arguments.send {
        for outbound in &due.step.send {
            console::line(line("not sent", outbound))?;
        }
        if waits > 0 {
            console::line("nothing was sent: add --send, or run `vitals escalate watch --send`")?;
        }
        return Ok(if waits == 0 { Exit::Pass } else { Exit::Fail });
    }
    let failed = sent(&mut post, &due, &interrupt)?;
    Ok(if failed { Exit::Fail } else { Exit::Pass })
}

fn line(word: &str, outbound: &Outbound) -> String {
    format!("{word}: {} {} [{}]", outbound.receiver, stage_word(outbound.stage), short(&outbound.call.key))
}

/// Sends all of it at once; gives whether something failed.
fn sent(post: &mut Post<'_>, due: &Due, interrupt: &Interrupt) -> Result<bool, CliError> {
    let (place, stands) = (post.place, (&due.log, &due.standing));
    let results: Vec<_> = scope(|scope| {
        let one = |outbound| (outbound, scope.spawn(move || deliver(place, stands, outbound, interrupt)));
        let running: Vec<_> = due.step.send.iter().map(one).collect();
        running.into_iter().map(|(outbound, thread)| (outbound, thread.join())).collect()
    });
    let mut failed = false;
    for (outbound, result) in results {
        // A thread that panicked has sent nothing.
        let Ok(result) = result else {
            failed = true;
            continue;
        };
        post.ended(outbound, &result)?;
        match result {
            Ok(()) => console::line(line("sent", outbound))?,
            Err(error) => {
                failed = true;
                console::note(format_args!("notify {}: {}", outbound.receiver, error.trouble));
            }
        }
    }
    Ok(failed)
}

fn shown(place: &Place, due: &Due) -> Result<(), CliError> {
    let Due { log, standing, .. } = due;
    head(log)?;
    for (call, acknowledged) in &standing.calls {
        let state = match acknowledged {
            Some(done) => format!("acknowledged by {} at {}", done.by, clock(done.at)),
            None => "waits for an acknowledgement".to_owned(),
        };
        console::line(format_args!(
            "{:4} called at {}: {}; {state} [{}]",
            call.level,
            clock(call.due),
            why(&call.why),
            short(&call.key)
        ))?;
        if reached(place.policy(), call).nobody {
            console::line(format_args!(
                "     nobody of {} can be reached then by their hours: all are called",
                call.level
            ))?;
        }
    }
    for question in &standing.questions {
        console::line(format_args!(
            "{:4} is asked: {}? without an answer {} is called at {}: vitals escalate answer {} yes|no|unknown",
            question.of,
            asked(question.question),
            question.to,
            clock(question.due),
            question.question.word()
        ))?;
    }
    coming(standing)
}

fn head(log: &Log) -> Result<(), CliError> {
    let begun = &log.begun;
    console::line(format_args!(
        "incident {}, severity {}, open since {}",
        begun.id,
        begun.severity.level(),
        clock(begun.stamp.time)
    ))?;
    for damage in &log.damage {
        console::note(format_args!("the journal is damaged: {damage}; the rest was read"));
    }
    Ok(())
}

fn coming(standing: &Standing) -> Result<(), CliError> {
    let Some(Call { level, due, why: reason, .. }) = &standing.next else {
        console::line("nobody else is called unless something happens")?;
        return Ok(());
    };
    let left = due.duration_since(Timestamp::now()).as_secs().max(0);
    console::line(format_args!(
        "{level} is called at {}, in {} min {} s, unless something happens: {}",
        clock(*due),
        left / 60,
        left % 60,
        why(reason)
    ))?;
    Ok(())
}
