//! A command with an expected exit code and, for a proven pass, evidence.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use regex_lite::Regex;

use super::suite::cut_short;
use super::{CheckContext, CheckOutcome, Counts, junit, tap};
use crate::config::{CommandSettings, EvidenceSettings};
use crate::process::{self, Timeout};
use crate::verdict::{Status, Verdict};
use crate::worker::LastOutput;

/// What is kept of the output, for the evidence in it.
const KEPT: usize = 4 << 20;

/// Runs a command.
///
/// # Errors
/// Where the system refuses a process; a program that is not there is an outcome.
pub fn run_command(place: CheckContext<'_>, settings: &CommandSettings) -> io::Result<CheckOutcome> {
    let Some((program, arguments)) = settings.command.split_first() else {
        return Ok(CheckOutcome::of(Verdict::new(Status::Error, "there is no command")));
    };
    let began = SystemTime::now();
    let mut command = program_of(program, place);
    command
        .args(arguments)
        .current_dir(place.root)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(place.environment);
    let timeout = Timeout::of(Duration::from_nanos(place.timeout.0));
    let ended = match process::run_keeping(KEPT, command, None, timeout, place.interrupt) {
        Ok(ended) => ended,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let verdict = Verdict::new(Status::Error, format!("there is no program {program:?}"));
            return Ok(CheckOutcome::of(verdict.because("name one on PATH, or by its path from the root")));
        }
        Err(error) => return Err(error),
    };
    let text = format!("{}{}", ended.stdout.text(), ended.stderr.text());
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    if let Some(verdict) = cut_short(&ended, place) {
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    let how = process::describe(ended.status);
    if ended.status.code() != Some(settings.exit_code) {
        let verdict = Verdict::new(Status::Fail, format!("{how}, expected {}", settings.exit_code));
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    if settings.evidence.is_empty() {
        let verdict = Verdict::new(Status::Pass, format!("{how}: pass (exit code only)"))
            .resting_on("no evidence is configured: an exit code alone proves little");
        return Ok(CheckOutcome { unproven: true, ..CheckOutcome::of(verdict) });
    }
    let seen = CommandRun { text: &text, root: place.root, began };
    Ok(seen.judge(&settings.evidence, &how).printing(output))
}

/// `python` is the target's own; a path with a folder in it is meant from the root.
fn program_of(program: &str, place: CheckContext<'_>) -> Command {
    match program {
        "python" | "python3" => Command::new(&place.python.executable),
        path if path.contains('/') => Command::new(place.root.join(path)),
        name => Command::new(name),
    }
}

/// What a command has left to look at.
struct CommandRun<'a> {
    text: &'a str,
    root: &'a Path,
    began: SystemTime,
}

impl CommandRun<'_> {
    fn judge(&self, wanted: &EvidenceSettings, how: &str) -> CheckOutcome {
        let looks = [
            wanted.pattern.as_ref().map(|pattern| self.pattern(pattern)),
            wanted.count.as_ref().map(|count| self.count(&count.pattern, count.least)),
            wanted.junit.as_ref().map(|path| self.junit(path)),
            wanted.tap.then(|| self.tap()),
        ];
        let mut outcome = CheckOutcome::of(Verdict::new(Status::Pass, format!("{how}, with its evidence")));
        for look in looks.into_iter().flatten() {
            match look {
                Ok((evidence, counts)) => {
                    outcome.verdict = outcome.verdict.resting_on(evidence);
                    outcome.counts = outcome.counts.or(counts);
                }
                Err((verdict, counts)) => {
                    return CheckOutcome { counts, ..CheckOutcome::of(verdict) };
                }
            }
        }
        outcome
    }

    fn pattern(&self, pattern: &str) -> Look {
        // The configuration has compiled it before.
        let found = Regex::new(pattern).ok().and_then(|regex| regex.find(self.text));
        match found {
            Some(found) => Ok((format!("its output says {:?}", short(found.as_str())), None)),
            None => Err((
                Verdict::new(
                    Status::Vacuous,
                    format!("the exit code is right, but nothing in its output matches {pattern:?}"),
                ),
                None,
            )),
        }
    }

    fn count(&self, pattern: &str, least: u64) -> Look {
        let number = Regex::new(pattern)
            .ok()
            .and_then(|regex| regex.captures(self.text)?.get(1)?.as_str().parse::<u64>().ok());
        match number {
            Some(number) if number >= least => Ok((format!("it counts {number}, at least {least}"), None)),
            Some(number) => Err((
                Verdict::new(Status::Vacuous, format!("it counts {number}, and at least {least} are wanted")),
                None,
            )),
            None => Err((
                Verdict::new(
                    Status::Vacuous,
                    format!("the exit code is right, but its output has no count like {pattern:?}"),
                ),
                None,
            )),
        }
    }

    fn junit(&self, path: &Path) -> Look {
        let path = self.root.join(path);
        let written = fs::metadata(&path).and_then(|about| about.modified());
        // A file of an earlier run proves nothing of this one.
        if written.is_ok_and(|time| time + Duration::from_secs(1) < self.began) {
            let reason = format!("it did not write {}: the file is older than the run", path.display());
            return Err((Verdict::new(Status::Vacuous, reason), None));
        }
        match junit::read(&path) {
            Ok(reported) => of_counts("its JUnit file", reported.counts, reported.bad),
            Err(reason) => Err((
                Verdict::new(Status::Vacuous, format!("{} cannot be read: {reason}", path.display())),
                None,
            )),
        }
    }

    fn tap(&self) -> Look {
        let (counts, fault) = tap::read(self.text);
        match fault {
            Some(fault) if counts.failed == 0 => Err((
                Verdict::new(Status::Vacuous, format!("its TAP output proves nothing: {fault}")),
                Some(counts),
            )),
            fault => of_counts("its TAP output", counts, fault.into_iter().collect()),
        }
    }
}

/// Evidence with its tests, or why there is none.
type Look = Result<(String, Option<Counts>), (Verdict, Option<Counts>)>;

fn of_counts(what: &str, counts: Counts, bad: Vec<String>) -> Look {
    let words = counts.in_words();
    if counts.failed + counts.errors > 0 {
        let verdict = Verdict::new(Status::Fail, format!("the exit code is right, but {what} says {words}"));
        return Err((bad.into_iter().take(3).fold(verdict, Verdict::because), Some(counts)));
    }
    if counts.executed() == 0 {
        return Err((
            Verdict::new(Status::Vacuous, format!("{what} says that no test ran: {words}")),
            Some(counts),
        ));
    }
    Ok((format!("{what} says {words}"), Some(counts)))
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
