//! A breach is stopped by the user's own command, and looked at whether it is.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::said::last;
use crate::config::{CommandLine, Settings};
use crate::process::{Interrupt, Termination, Timeout, run, run_unattended};
use crate::quantity::Nanos;
use crate::respond::{CONTAIN_WITHIN, Known, Outcome};

/// Of its time, the command has so many parts; what is left is its probe's.
const PARTS: (u32, u32) = (2, 3);
/// Between two looks at whether it holds.
const PAUSE: Duration = Duration::from_millis(200);
/// Where the configuration names no path.
const PYTHON: &str = "python3";

/// Runs the command and its probe, within the step's share and what is configured. It holds only where the probe says so: a command that
/// succeeds has shown nothing.
pub fn contain(settings: &Settings, within: Nanos, interrupt: &Interrupt) -> Answer {
    let respond = &settings.respond;
    let longest = respond.contain_within.unwrap_or(CONTAIN_WITHIN).0.min(within.0).min(CONTAIN_WITHIN.0);
    let until = Instant::now() + Duration::from_nanos(longest);
    let ran = respond.contain.as_ref().map(|command| {
        let time = until.saturating_duration_since(Instant::now()) * PARTS.0 / PARTS.1;
        ran(command, &settings.root, time)
    });
    let (exit, mut said, ended) = match ran {
        None => (None, Vec::new(), Outcome::Missing),
        Some(Ok(ran)) => ran,
        Some(Err(error)) => (None, vec![format!("it cannot be started: {error}")], Outcome::Failed),
    };
    let outcome = match &respond.contained {
        None if ended == Outcome::Done => Outcome::Unknown,
        None => ended,
        Some(probe) => {
            let (holds, heard) = looked_at(probe, &settings.root, until, interrupt);
            said.extend(heard);
            // Nobody contained it by a command that is not there, and it may be contained by hand.
            holds
        }
    };
    let said = if outcome == Outcome::Done { Vec::new() } else { said };
    Answer { outcome, exit, known: Known::default(), said }
}

type Ran = (Option<i32>, Vec<String>, Outcome);

/// It is not ended where it takes too long: half a containment may be worse than a slow one.
fn ran(words: &CommandLine, root: &Path, time: Duration) -> io::Result<Ran> {
    let done = run_unattended(words.command(root, Path::new(PYTHON)), b"", Some(time))?;
    let said = last(&String::from_utf8_lossy(&done.stderr));
    Ok(match done.status {
        None => (None, vec!["it was still running when its time was over".to_owned()], Outcome::Late),
        Some(status) if status.success() => (status.code(), said, Outcome::Done),
        Some(status) => (status.code(), said, Outcome::Failed),
    })
}

/// Asks again and again until it holds, or the time is over. 0 is that it holds, 1 to 124 that it does not; all else says nothing.
fn looked_at(
    probe: &CommandLine,
    root: &Path,
    until: Instant,
    interrupt: &Interrupt,
) -> (Outcome, Vec<String>) {
    let mut answer = (Outcome::Unknown, vec!["nothing has looked at whether it holds".to_owned()]);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || interrupt.raised() {
            return answer;
        }
        let now = asked_once(probe, root, left, interrupt);
        if now.0 == Outcome::Done {
            return now;
        }
        // That the last look was cut short by the deadline does not unsay what one before it has seen.
        if now.0 != Outcome::Unknown || answer.0 != Outcome::Failed {
            answer = now;
        }
        interrupt.wait(PAUSE.min(until.saturating_duration_since(Instant::now())));
    }
}

fn asked_once(
    probe: &CommandLine,
    root: &Path,
    left: Duration,
    interrupt: &Interrupt,
) -> (Outcome, Vec<String>) {
    let command = probe.command(root, Path::new(PYTHON));
    let ended = match run(command, None, Timeout::of(left), interrupt) {
        Ok(ended) => ended,
        Err(error) => return (Outcome::Unknown, vec![format!("its probe cannot be started: {error}")]),
    };
    let said = last(&format!("{}{}", ended.stdout.text(), ended.stderr.text()));
    match (ended.termination, ended.status.code()) {
        (None, Some(0)) => (Outcome::Done, Vec::new()),
        (None, Some(1..=124)) => (Outcome::Failed, said),
        (Some(Termination::Idle | Termination::Budget), _) => {
            (Outcome::Unknown, vec!["its probe did not answer in time".to_owned()])
        }
        _ => (Outcome::Unknown, said),
    }
}
