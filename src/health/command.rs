//! A command with an expected exit code and, for a proven pass, evidence.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use regex_lite::Regex;

use super::context::CheckContext;
use super::nearest::nearest;
use super::outcome::CheckOutcome;
use super::suite::{cut_short, named};
use super::traceback::last_of;
use super::{junit, tap};
use crate::config::{CommandSettings, EvidenceSettings};
use crate::process::{self, Ending, Timeout};
use crate::untrusted::redact;
use crate::verdict::{CommandReason, Counts, Location, Reason, Status, TestSource, Verdict};
use crate::worker::LastOutput;

/// What is kept of the output, for the evidence in it.
const KEPT: usize = 4 << 20;

/// Runs a command.
///
/// # Errors
/// Where the system refuses a process; a program that is not there is an outcome.
pub fn run_command(place: CheckContext<'_>, settings: &CommandSettings) -> io::Result<CheckOutcome> {
    let junit = settings.evidence.junit.as_ref().map(|path| JunitFile::before_the_run(place.root.join(path)));
    let mut command = settings.command.command(place.root, &place.python.executable);
    command.envs(place.variables());
    let timeout = Timeout::of(Duration::from_nanos(place.timeout.0));
    let ended = match process::run_keeping(KEPT, command, None, timeout, place.interrupt) {
        Ok(ended) => ended,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let reason = CommandReason::NoProgram { program: settings.command.program().to_owned() };
            return Ok(CheckOutcome::of(Verdict::new(Status::Error, reason)));
        }
        Err(error) => return Err(error),
    };
    let text = format!("{}{}", ended.stdout.plain_text(), ended.stderr.plain_text());
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    if let Some(verdict) = cut_short(&ended, place) {
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    let (ending, expected) = (Ending::from(ended.status), i32::from(settings.exit_code));
    if ending != Ending::Status(expected) {
        let verdict = Verdict::new(Status::Fail, CommandReason::WrongExit { ending, expected });
        let raised = last_of(&output.stderr).or_else(|| last_of(&output.stdout));
        let raised = raised.map(|(exception, location)| {
            let location = location.map(|location| relative(location, place.root));
            CommandReason::Raised { exception, location }
        });
        let verdict = raised.into_iter().fold(verdict, Verdict::because);
        return Ok(CheckOutcome::of(verdict).printing(output));
    }
    if settings.evidence.is_empty() {
        let verdict = Verdict::new(Status::Pass, CommandReason::ExitOnly { ending })
            .resting_on(CommandReason::NoEvidence);
        return Ok(CheckOutcome { unproven: true, ..CheckOutcome::of(verdict) });
    }
    let seen = CommandRun { text: &text, junit };
    Ok(seen.judge(&settings.evidence, ending).printing(output))
}

/// As the project names it, where it is the project's.
fn relative(location: Location, root: &Path) -> Location {
    let own = Path::new(&location.file).strip_prefix(root).map(|file| file.display().to_string());
    Location { file: own.unwrap_or(location.file), ..location }
}

/// What tells one writing of a file from another.
#[derive(PartialEq, Eq)]
struct FileState {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds: of its contents, and of all about it.
    written: (i64, i64),
    changed: (i64, i64),
}

impl FileState {
    /// None where there is no file.
    fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        Some(Self {
            device: about.dev(),
            inode: about.ino(),
            size: about.size(),
            written: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        })
    }
}

/// A JUnit file, and what it was before the run.
struct JunitFile {
    path: PathBuf,
    before: Option<FileState>,
}

impl JunitFile {
    fn before_the_run(path: PathBuf) -> Self {
        let before = FileState::of(&path);
        Self { path, before }
    }

    fn look(&self) -> Look {
        let path = self.path.display().to_string();
        // A file of an earlier run proves nothing of this one.
        if self.before.is_some() && FileState::of(&self.path) == self.before {
            return missing(CommandReason::ReportNotWritten { path });
        }
        match junit::read(&self.path) {
            Ok(reported) => of_tests(TestSource::Junit, reported.counts, named(reported.failures)),
            Err(trouble) => missing(CommandReason::ReportUnreadable { path, trouble }),
        }
    }
}

/// What a command has left to look at.
struct CommandRun<'a> {
    text: &'a str,
    junit: Option<JunitFile>,
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
            self.junit.as_ref().map(JunitFile::look),
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
            None => missing(CommandReason::NotMatched { nearest: self.nearest(&pattern), pattern }),
        }
    }

    fn count(&self, pattern: &Regex, least: u64) -> Look {
        let number =
            pattern.captures(self.text).and_then(|captures| captures.get(1)?.as_str().parse::<u64>().ok());
        match number {
            Some(count) if count >= least => (Ok(CommandReason::Counted { count, least }), None),
            // Too little was done, which is another thing than that nobody looked.
            Some(count) if count > 0 => {
                (Err(Verdict::new(Status::Fail, CommandReason::CountTooLow { count, least })), None)
            }
            Some(count) => missing(CommandReason::CountTooLow { count, least }),
            None => {
                let pattern = pattern.as_str().to_owned();
                missing(CommandReason::NoCount { nearest: self.nearest(&pattern), pattern })
            }
        }
    }

    fn nearest(&self, pattern: &str) -> Vec<String> {
        nearest(self.text, pattern).iter().map(|line| redact(line)).collect()
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
