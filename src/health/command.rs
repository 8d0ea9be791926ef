//! A command with an expected exit code and, for a proven pass, evidence.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use regex_lite::Regex;

use super::context::CheckContext;
use super::outcome::CheckOutcome;
use super::suite::{cut_short, named};
use super::{junit, tap};
use crate::config::{CommandSettings, EvidenceSettings};
use crate::process::{self, Ending, Timeout};
use crate::untrusted::redact;
use crate::verdict::{CommandReason, Counts, Reason, Status, TestSource, Verdict};
use crate::worker::LastOutput;

/// What is kept of the output, for the evidence in it.
const KEPT: usize = 4 << 20;

/// Runs a command.
///
/// # Errors
/// Where the system refuses a process; a program that is not there is an outcome.
pub fn run_command(place: CheckContext<'_>, settings: &CommandSettings) -> io::Result<CheckOutcome> {
    let began = SystemTime::now();
    let mut command = settings.command.command(place.root, &place.python.executable);
    command.env("PYTHONDONTWRITEBYTECODE", "1").envs(place.environment);
    let timeout = Timeout::of(Duration::from_nanos(place.timeout.0));
    let ended = match process::run_keeping(KEPT, command, None, timeout, place.interrupt) {
        Ok(ended) => ended,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let reason = CommandReason::NoProgram { program: settings.command.program().to_owned() };
            return Ok(CheckOutcome::of(Verdict::new(Status::Error, reason)));
        }
        Err(error) => return Err(error),
    };
    let text = format!("{}{}", ended.stdout.text(), ended.stderr.text());
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    if let Some(verdict) = cut_short(&ended, place) {
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    let (ending, expected) = (Ending::from(ended.status), i32::from(settings.exit_code));
    if ending != Ending::Status(expected) {
        let verdict = Verdict::new(Status::Fail, CommandReason::WrongExit { ending, expected });
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    if settings.evidence.is_empty() {
        let verdict = Verdict::new(Status::Pass, CommandReason::ExitOnly { ending })
            .resting_on(CommandReason::NoEvidence);
        return Ok(CheckOutcome { unproven: true, ..CheckOutcome::of(verdict) });
    }
    let seen = CommandRun { text: &text, root: place.root, began };
    Ok(seen.judge(&settings.evidence, ending).printing(output))
}

/// What a command has left to look at.
struct CommandRun<'a> {
    text: &'a str,
    root: &'a Path,
    began: SystemTime,
}

/// One piece of evidence, or the verdict where it is missing; with the tests where it has some.
type Look = (Result<CommandReason, Verdict>, Option<Counts>);

fn missing(reason: CommandReason) -> Look {
    (Err(Verdict::new(Status::Vacuous, reason)), None)
}

impl CommandRun<'_> {
    fn judge(&self, wanted: &EvidenceSettings, ending: Ending) -> CheckOutcome {
        let looks = [
            wanted.pattern.as_ref().map(|pattern| self.pattern(pattern)),
            wanted.count.as_ref().map(|count| self.count(&count.pattern, count.least.get())),
            wanted.junit.as_ref().map(|path| self.junit(path)),
            wanted.tap.then(|| self.tap()),
        ];
        let mut outcome = CheckOutcome::of(Verdict::new(Status::Pass, CommandReason::Proven { ending }));
        for (look, counts) in looks.into_iter().flatten() {
            match look {
                Ok(evidence) => {
                    outcome.verdict = outcome.verdict.resting_on(evidence);
                    outcome.counts = outcome.counts.or(counts);
                }
                Err(verdict) => return CheckOutcome { counts, ..CheckOutcome::of(verdict) },
            }
        }
        outcome
    }

    fn pattern(&self, pattern: &Regex) -> Look {
        let found = pattern.find(self.text);
        let pattern = pattern.as_str().to_owned();
        match found {
            Some(found) => (Ok(CommandReason::Matched { pattern, found: short(found.as_str()) }), None),
            None => missing(CommandReason::NotMatched { pattern }),
        }
    }

    fn count(&self, pattern: &Regex, least: u64) -> Look {
        let number =
            pattern.captures(self.text).and_then(|captures| captures.get(1)?.as_str().parse::<u64>().ok());
        match number {
            Some(count) if count >= least => (Ok(CommandReason::Counted { count, least }), None),
            Some(count) => missing(CommandReason::CountTooLow { count, least }),
            None => missing(CommandReason::NoCount { pattern: pattern.as_str().to_owned() }),
        }
    }

    fn junit(&self, path: &Path) -> Look {
        let file = self.root.join(path);
        let path = file.display().to_string();
        let written = fs::metadata(&file).and_then(|about| about.modified());
        // A file of an earlier run proves nothing of this one.
        if written.is_ok_and(|time| time + Duration::from_secs(1) < self.began) {
            return missing(CommandReason::ReportNotWritten { path });
        }
        match junit::read(&file) {
            Ok(reported) => of_tests(TestSource::Junit, reported.counts, named(reported.failures)),
            Err(trouble) => missing(CommandReason::ReportUnreadable { path, trouble }),
        }
    }

    fn tap(&self) -> Look {
        let (counts, fault) = tap::read(self.text);
        let fault = fault.map(|fault| CommandReason::TapIncomplete { fault });
        match fault {
            Some(fault) if counts.failed == 0 => (missing(fault).0, Some(counts)),
            fault => of_tests(TestSource::Tap, counts, fault),
        }
    }
}

fn of_tests(source: TestSource, counts: Counts, more: impl IntoIterator<Item = impl Into<Reason>>) -> Look {
    let look = if counts.bad() > 0 {
        let verdict = Verdict::new(Status::Fail, CommandReason::TestsFailed { source, counts });
        Err(more.into_iter().fold(verdict, Verdict::because))
    } else if counts.executed() == 0 {
        missing(CommandReason::NoTestRan { source, counts }).0
    } else {
        Ok(CommandReason::TestsPassed { source, counts })
    };
    (look, Some(counts))
}

/// Longest part of the output that is kept as evidence, in characters.
const SHORT: usize = 80;

fn short(text: &str) -> String {
    redact(text).chars().take(SHORT).collect()
}
