//! `vitals triage`: what the history knows at once, each finding as it is found, and the summary.

use super::arguments::Triage;
use super::conduct::begin;
use super::console;
use super::delivery::deliver_as;
use super::error::CliError;
use super::exit::Exit;
use super::health::read;
use super::project::Project;
use crate::health::CheckReport;
use crate::plan::Budget;
use crate::process::monotonic;
use crate::quantity::Nanos;
use crate::report::format::{Format, Kind};
use crate::report::health::{check_line, found_line, human_triage};
use crate::report::judged::judged;
use crate::report::progress::Progress;
use crate::report::{Detail, Report, known_line};
use crate::session::{Run, health};
use crate::store::history::{Filter, Found, History, HistoryError, RunRow, look};
use crate::verdict::Status;

/// Longest triage, unless set otherwise.
const TRIAGE: Nanos = Nanos::from_millis(60_000);
/// Commands whose runs judge checks and probes as a triage does.
const KINDS: [&str; 3] = ["health", "check", "nightly"];

pub fn run(arguments: &Triage) -> Result<Exit, CliError> {
    let began = monotonic();
    let run_args = &arguments.run_args;
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Measured)?;
    let (settings, checks) = read(&project, run_args)?;
    let (conduct, interrupt) = begin(run_args, Budget::given(Some(TRIAGE), Budget::ENDLESS))?;
    // The answer itself, as soon as it is there; a document is whole or nothing.
    let streams = arguments.output_args.format == Format::Human && !run_args.quiet;
    if streams {
        print_known(&project)?;
    }
    let heard = |check: &CheckReport| {
        let definite = matches!(check.outcome.verdict.status, Status::Fail | Status::Error);
        if streams && definite {
            // What cannot be printed now cannot be printed at the end either, and is an error then.
            let _ = console::line(found_line(monotonic().since(began), check));
        } else if !run_args.quiet {
            console::note(check_line(check));
        }
    };
    let progress = Progress::new(true);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &progress };
    let options = [arguments.config.words(), run_args.words()].concat();
    let document = health(run, &checks, options, &heard)?;
    let text = human_triage(&document);
    let report = Report::try_from(document)?;
    deliver_as(&report, &arguments.output_args, Detail::Failures, || text.clone())
}

/// Prints what failed in the newest run of each command. A history that cannot be read says why, and holds nothing up.
fn print_known(project: &Project) -> Result<(), CliError> {
    match known(project) {
        Ok(lines) => {
            for line in lines {
                console::line(line)?;
            }
        }
        Err(error) => console::note(format_args!("what failed before is not known: {error}")),
    }
    Ok(())
}

fn known(project: &Project) -> Result<Vec<String>, HistoryError> {
    let path = project.history();
    if look(&path)? == Found::Nothing {
        return Ok(Vec::new());
    }
    let history = History::open_existing(&path)?;
    let mut lines = Vec::new();
    for kind in KINDS {
        let filter = Filter { kind: Some(kind.into()), limit: Some(1), ..Filter::default() };
        for run in history.runs(&filter)? {
            lines.extend(failures(&history, &run)?);
        }
    }
    Ok(lines)
}

fn failures(history: &History, run: &RunRow) -> Result<Vec<String>, HistoryError> {
    let document = history.document(run.id)?;
    // A document of a version that this program cannot read says nothing.
    let Ok(report) = Report::read(&document) else { return Ok(Vec::new()) };
    let failed = judged(&report);
    let failed = failed.iter().filter(|entry| matches!(entry.status, Status::Fail | Status::Error));
    Ok(failed.map(|entry| known_line(run, entry)).collect())
}
