//! What is said of a command and its evidence.

use super::exception::exception as raised;
use super::suite::outcomes;
use crate::verdict::{CommandReason, Location, ReportTrouble, TapFault, TestSource};

/// One reason.
pub fn sentence(reason: &CommandReason) -> String {
    match reason {
        CommandReason::NoProgram { program } => {
            format!("program {program:?} not found: give a name on PATH, or a path relative to the root")
        }
        CommandReason::WrongExit { ending, expected } => format!("{ending}, expected {expected}"),
        CommandReason::Raised { exception, location } => {
            let at = location.as_ref().map(|Location { file, line }| format!("{file}:{line}: "));
            format!("{}{}", at.unwrap_or_default(), raised(exception))
        }
        CommandReason::ExitOnly { ending } => format!("{ending}: pass (exit code only)"),
        CommandReason::NoEvidence => "no `evidence` is configured: an exit code alone proves little".into(),
        CommandReason::Proven { ending } => format!("{ending}, with its evidence"),
        CommandReason::Matched { pattern, found } => format!("its output has {found:?}, as {pattern:?} asks"),
        CommandReason::NotMatched { pattern, nearest } => {
            format!(
                "the exit code is right, but nothing in its output matches {pattern:?}{}",
                came_nearest(nearest)
            )
        }
        CommandReason::Counted { count, least } => {
            format!("it counts {count}, at least {least} are required")
        }
        CommandReason::CountTooLow { count, least } => {
            format!("it counts only {count}, at least {least} are required")
        }
        CommandReason::NoCount { pattern, nearest } => {
            format!(
                "the exit code is right, but its output has no count that matches {pattern:?}{}",
                came_nearest(nearest)
            )
        }
        CommandReason::ReportNotWritten { path } => {
            format!("it did not write {path}: the file is as it was before the run")
        }
        CommandReason::ReportUnreadable { path, trouble } => match trouble {
            ReportTrouble::Unreadable { error } => format!("{path} cannot be read: {error}"),
            ReportTrouble::NotJunit { error } => format!("{path} is not a JUnit file: {error}"),
        },
        CommandReason::TestsPassed { source, counts } => {
            format!("{} says {}", of(*source), outcomes(*counts))
        }
        CommandReason::TestsFailed { source, counts } => {
            format!("the exit code is right, but {} says {}", of(*source), outcomes(*counts))
        }
        CommandReason::NoTestRan { source, counts } => {
            format!("{} says that no test ran: {}", of(*source), outcomes(*counts))
        }
        CommandReason::TapIncomplete { fault } => format!("its TAP output is incomplete: {}", tap(fault)),
    }
}

/// `; what came nearest: "4 of 5 events received"`, or nothing.
fn came_nearest(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = lines.iter().map(|line| format!("{line:?}")).collect();
    format!("; what came nearest: {}", quoted.join(", "))
}

fn of(source: TestSource) -> &'static str {
    match source {
        TestSource::Junit => "its JUnit file",
        TestSource::Tap => "its TAP output",
    }
}

fn tap(fault: &TapFault) -> String {
    match fault {
        TapFault::BailedOut { line } => line.clone(),
        TapFault::NoPlan => "it has no plan (1..N)".into(),
        TapFault::OtherThanPlanned { planned, seen } => format!("{planned} tests planned, {seen} seen"),
    }
}
