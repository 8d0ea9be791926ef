//! A pytest suite, run in the target's own interpreter: it passes only with tests executed and none failed.

use std::io;
use std::process::Command;
use std::time::Duration;

use super::junit::{self, SuiteReport};
use super::{CheckContext, CheckOutcome};
use crate::config::PytestSettings;
use crate::process::{self, Ended, Termination, Timeout};
use crate::verdict::{RunReason, Status, Verdict};
use crate::worker::LastOutput;

const ARGUMENTS: &str = "pytest did not understand its arguments: are the paths right?";
/// Failures that are named.
const NAMED: usize = 3;

/// Runs a suite.
///
/// # Errors
/// Where the system refuses a process.
pub fn run_suite(place: CheckContext<'_>, settings: &PytestSettings) -> io::Result<CheckOutcome> {
    let report = place.scratch.place("junit");
    let mut command = Command::new(&place.python.executable);
    command
        .args(["-m", "pytest", "-o", "junit_family=xunit2"])
        // Not switched off: a project's own options may name it.
        .arg("-o")
        .arg(format!("cache_dir={}", place.scratch.place("pytest-cache").display()))
        .arg(format!("--junit-xml={}", report.display()))
        .args(&settings.args)
        .arg("--")
        .args(&settings.paths)
        .current_dir(place.root)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(place.environment);
    let timeout = Timeout::of(Duration::from_nanos(place.timeout.0));
    let ended = process::run(command, None, timeout, place.interrupt)?;
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    let reported = junit::read(&report);
    Ok(judge(place, &ended, reported, &output).printing(output))
}

fn judge(
    place: CheckContext<'_>,
    ended: &Ended,
    reported: Result<SuiteReport, String>,
    output: &LastOutput,
) -> CheckOutcome {
    if let Some(verdict) = cut_short(ended, place) {
        return CheckOutcome::of(verdict);
    }
    if output.stderr.contains("No module named pytest") {
        let python = place.python.executable.display();
        return CheckOutcome::of(
            Verdict::new(Status::Error, format!("pytest is not installed for {python}"))
                .because(format!("install it: {python} -m pip install pytest")),
        );
    }
    let how = process::describe(ended.status);
    let reported = match reported {
        Ok(reported) => reported,
        Err(_) => return CheckOutcome::of(without_report(ended, &how)),
    };
    let counts = reported.counts;
    let words = counts.in_words();
    let bad = counts.failed + counts.errors;
    let verdict = match ended.status.code() {
        _ if bad > 0 && ended.status.success() => Verdict::new(
            Status::Fail,
            format!("{words}, although pytest ended with {how}: something hides its result"),
        ),
        Some(4) if counts.executed() == 0 && bad == 0 => Verdict::new(Status::Error, ARGUMENTS),
        Some(3) => Verdict::new(Status::Error, format!("pytest itself failed: {how}")),
        _ if bad > 0 && counts.executed() == 0 => {
            Verdict::new(Status::Fail, format!("no test could run: {words}"))
        }
        _ if bad > 0 => Verdict::new(Status::Fail, words.clone()),
        Some(5) => Verdict::new(
            Status::Vacuous,
            "nothing was collected: the paths hold no test, or all were deselected",
        ),
        Some(0) if counts.executed() == 0 && counts.skipped > 0 => {
            Verdict::new(Status::Vacuous, format!("no test ran: {words}"))
        }
        Some(0) if counts.executed() == 0 => Verdict::new(Status::Vacuous, "no test ran"),
        Some(0) => Verdict::new(Status::Pass, words.clone()),
        _ => Verdict::new(Status::Fail, format!("pytest ended with {how}, although its report says {words}")),
    };
    let verdict =
        reported.bad.iter().take(NAMED).fold(verdict, |verdict, test| verdict.because(test.clone()));
    let verdict = reported
        .skips
        .iter()
        .take(NAMED)
        .fold(verdict, |verdict, reason| verdict.resting_on(format!("skipped: {reason}")));
    let verdict =
        verdict.resting_on(format!("pytest in {}: {words}, {how}", place.python.executable.display()));
    CheckOutcome { counts: Some(counts), ..CheckOutcome::of(verdict) }
}

/// Pytest wrote no report: nothing is known of any test.
fn without_report(ended: &Ended, how: &str) -> Verdict {
    match ended.status.code() {
        Some(0) => Verdict::new(
            Status::Vacuous,
            "pytest ended with exit status 0 and wrote no report: something ended it early",
        ),
        Some(4) => Verdict::new(Status::Error, ARGUMENTS),
        Some(5) => Verdict::new(Status::Vacuous, "nothing was collected"),
        _ => Verdict::new(Status::Error, format!("pytest ended with {how} and wrote no report")),
    }
}

/// The verdict where the deadline or Ctrl-C came first.
pub fn cut_short(ended: &Ended, place: CheckContext<'_>) -> Option<Verdict> {
    match ended.termination? {
        Termination::Interrupt => Some(Verdict::new(Status::Inconclusive, RunReason::Interrupted)),
        Termination::Idle | Termination::Budget if place.by_budget => Some(Verdict::new(
            Status::Inconclusive,
            format!("the run's budget ended after {}, before its own deadline", place.timeout),
        )),
        Termination::Idle | Termination::Budget => {
            Some(Verdict::new(Status::Fail, format!("it did not end within its {}", place.timeout)))
        }
    }
}
