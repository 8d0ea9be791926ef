//! A pytest suite, run in the target's own interpreter: it passes only with tests executed and none failed.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::conftest::not_loaded;
use super::context::CheckContext;
use super::junit::{self, SuiteReport};
use super::outcome::CheckOutcome;
use super::outcomes::{Outcomes, SoFar};
use crate::config::PytestSettings;
use crate::process::{self, Ended, Ending, Termination, Timeout, monotonic};
use crate::verdict::{
    Counts, Exception, ReportTrouble, RunReason, Status, SuiteReason, TestFailure, Verdict,
};
use crate::worker::LastOutput;

/// Failures that are named.
const NAMED: usize = 3;

/// Runs a suite.
///
/// # Errors
/// Where the system refuses a process.
pub fn run_suite(place: CheckContext<'_>, settings: &PytestSettings) -> io::Result<CheckOutcome> {
    let report = place.scratch.place("junit");
    let outcomes = Outcomes::prepare(place.scratch)?;
    let ends = monotonic() + place.timeout;
    let run = |watched: bool| {
        let mut command = pytest(place, settings, &report);
        if watched {
            outcomes.load_in(&mut command, place.environment, ends);
        }
        command.arg("--").args(&settings.paths);
        let left = Timeout::of(Duration::from_nanos(ends.since(monotonic()).0));
        process::run(command, None, left.interrupting(), place.interrupt)
    };
    let mut ended = run(true)?;
    if Outcomes::was_not_found(&ended.stderr.text()) {
        ended = run(false)?;
    }
    let output = LastOutput::of(&ended.stdout, &ended.stderr);
    if let Some(verdict) = cut_short(&ended, place) {
        return Ok(unfinished(verdict, outcomes.so_far(place.root)).printing(output));
    }
    let reported = junit::read(&report);
    Ok(judge(place, &ended, reported, &output).printing(output))
}

/// The command as the project configures it, without its paths.
fn pytest(place: CheckContext<'_>, settings: &PytestSettings, report: &Path) -> Command {
    let mut command = Command::new(&place.python.executable);
    command
        .args(["-m", "pytest", "-o", "junit_family=xunit2"])
        // Not switched off: a project's own options may name it.
        .arg("-o")
        .arg(format!("cache_dir={}", place.scratch.place("pytest-cache").display()))
        .arg(format!("--junit-xml={}", report.display()))
        .args(&settings.args)
        .current_dir(place.root)
        .envs(place.variables());
    command
}

fn judge(
    place: CheckContext<'_>,
    ended: &Ended,
    reported: Result<SuiteReport, ReportTrouble>,
    output: &LastOutput,
) -> CheckOutcome {
    let python = place.python.executable.display().to_string();
    let ending = Ending::from(ended.status);
    let is_usage = ending == Ending::Status(4);
    if let Some(failure) = not_loaded(&output.stderr, place.root).filter(|_| is_usage) {
        let counts = Counts { errors: 1, ..Counts::default() };
        let verdict = Verdict::new(Status::Fail, SuiteReason::NoTestCouldRun { counts });
        let verdict = verdict.because(SuiteReason::TestFailed(failure));
        return CheckOutcome { counts: Some(counts), ..CheckOutcome::of(verdict) };
    }
    let Ok(reported) = reported else {
        let missing = output.stderr.contains("No module named pytest");
        return CheckOutcome::of(match missing {
            true => Verdict::new(Status::Error, SuiteReason::PytestMissing { python }),
            false => without_report(ending),
        });
    };
    let counts = reported.counts;
    let verdict = of_counts(counts, ending.clone());
    let verdict = named(reported.failures).fold(verdict, Verdict::because);
    let verdict = reported
        .skips
        .into_iter()
        .take(NAMED)
        .fold(verdict, |verdict, reason| verdict.resting_on(SuiteReason::Skipped { reason }))
        .resting_on(SuiteReason::Ran { python, counts, ending });
    CheckOutcome { counts: Some(counts), ..CheckOutcome::of(verdict) }
}

/// The failures that are named: those that come of an import first, as they explain the others.
pub fn named(mut failures: Vec<TestFailure>) -> impl Iterator<Item = SuiteReason> {
    let comes_of_an_import =
        |failure: &TestFailure| failure.exception.as_ref().is_some_and(Exception::comes_of_an_import);
    failures.sort_by_key(|failure| !comes_of_an_import(failure));
    failures.into_iter().take(NAMED).map(SuiteReason::TestFailed)
}

/// The verdict on what the report says and how pytest ended.
fn of_counts(counts: Counts, ending: Ending) -> Verdict {
    let (ran, bad) = (counts.executed() > 0, counts.bad() > 0);
    let (status, reason) = match &ending {
        Ending::Status(0) if bad => (Status::Fail, SuiteReason::ResultHidden { counts, ending }),
        Ending::Status(4) if !ran && !bad => (Status::Error, SuiteReason::ArgumentsRejected),
        Ending::Status(3) => (Status::Error, SuiteReason::InternalError { ending }),
        _ if bad && !ran => (Status::Fail, SuiteReason::NoTestCouldRun { counts }),
        _ if bad => (Status::Fail, SuiteReason::Counted { counts }),
        Ending::Status(5) => (Status::Vacuous, SuiteReason::NothingCollected),
        Ending::Status(0) if !ran => (Status::Vacuous, SuiteReason::NoTestRan { counts }),
        Ending::Status(0) => (Status::Pass, SuiteReason::Counted { counts }),
        _ => (Status::Fail, SuiteReason::Contradicted { ending, counts }),
    };
    Verdict::new(status, reason)
}

/// Pytest wrote no report: nothing is known of any test.
fn without_report(ending: Ending) -> Verdict {
    let (status, reason) = match ending {
        Ending::Status(0) => (Status::Vacuous, SuiteReason::NoReport { ending }),
        Ending::Status(4) => (Status::Error, SuiteReason::ArgumentsRejected),
        Ending::Status(5) => (Status::Vacuous, SuiteReason::NothingCollected),
        _ => (Status::Error, SuiteReason::NoReport { ending }),
    };
    Verdict::new(status, reason)
}

/// What is known of a run that was ended from outside: a test that failed until then has failed.
fn unfinished(cut: Verdict, so_far: SoFar) -> CheckOutcome {
    let SoFar { counts, failures, running, at } = so_far;
    let verdict = cut.because(SuiteReason::Unfinished { counts, running, at });
    let mut verdict = named(failures).fold(verdict, Verdict::because);
    if counts.bad() > 0 {
        verdict.status = Status::Fail;
    }
    CheckOutcome { counts: Some(counts), ..CheckOutcome::of(verdict) }
}

/// The verdict where the deadline or Ctrl-C came first.
pub fn cut_short(ended: &Ended, place: CheckContext<'_>) -> Option<Verdict> {
    Some(match ended.termination? {
        Termination::Interrupt => Verdict::new(Status::Inconclusive, RunReason::Interrupted),
        Termination::Idle | Termination::Budget => place.out_of_time(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_that_contradicts_the_report_is_never_a_pass() {
        let kind = |[passed, failed, errors, skipped]: [usize; 4], code| {
            let verdict = of_counts(Counts { passed, failed, errors, skipped }, Ending::Status(code));
            let reason = serde_json::to_value(&verdict.reasons[0]).expect("JSON");
            (verdict.status, reason["kind"].as_str().unwrap_or_default().to_owned())
        };
        for (counts, code, status, expected) in [
            ([2, 0, 0, 1], 0, Status::Pass, "counted"),
            ([1, 1, 0, 0], 1, Status::Fail, "counted"),
            ([1, 1, 0, 0], 0, Status::Fail, "result_hidden"),
            ([0, 0, 2, 0], 2, Status::Fail, "no_test_could_run"),
            ([0, 0, 0, 2], 0, Status::Vacuous, "no_test_ran"),
            ([0, 0, 0, 0], 5, Status::Vacuous, "nothing_collected"),
            ([0, 0, 0, 0], 4, Status::Error, "arguments_rejected"),
            ([2, 0, 0, 0], 3, Status::Error, "internal_error"),
            ([2, 0, 0, 0], 1, Status::Fail, "contradicted"),
        ] {
            assert_eq!(kind(counts, code), (status, expected.to_owned()), "{counts:?} {code}");
        }
    }

    #[test]
    fn what_failed_before_the_budget_ended_the_run_has_failed() {
        let cut = || Verdict::new(Status::Inconclusive, RunReason::Interrupted);
        let counts = |failed| Counts { passed: 2, failed, ..Counts::default() };
        let status = |counts| unfinished(cut(), SoFar { counts, ..SoFar::default() }).verdict.status;
        assert_eq!((status(counts(1)), status(counts(0))), (Status::Fail, Status::Inconclusive));
    }
}
