//! `vitals drill`.

use std::path::Path;

use super::arguments::Drill;
use super::conduct::begin;
use super::console;
use super::delivery::print;
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::drill::{Drilled, Ending, Fault};
use crate::git::state;
use crate::plan::Budget;
use crate::report::drill::{DrillDocument, human_drill, listed, step_line};
use crate::report::progress::Progress;
use crate::session::{
    AskedOfDrill, DrillEvent, EXPERIMENT, NoExperiment, Run, SessionError, drill, write_experiment,
};
use crate::store::history::{DrillRow, History};
use crate::untrusted::shell_line;

pub fn run(arguments: &Drill) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    if arguments.list {
        return list(arguments, &project);
    }
    let settings = project.settings(&arguments.run_args)?;
    let (conduct, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    let quiet = arguments.run_args.quiet;
    let bar = Progress::in_lines(true);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    if let Some(folder) = &arguments.write_experiment {
        return as_experiment(arguments, &project, run, folder);
    }
    let faults = if arguments.all { Fault::ALL.to_vec() } else { arguments.faults.clone() };
    let commit = state(&settings.root, &interrupt).map(|(hash, _)| hash);
    let heard = |event: DrillEvent<'_>| {
        if quiet {
            return;
        }
        match event {
            DrillEvent::Begun(fault, number, all) => {
                console::note(format_args!("{} ({number} of {all})", fault.word()));
            }
            DrillEvent::Taken(step) => console::note(step_line(step)),
        }
    };
    let asked = AskedOfDrill { faults, file: project.file().to_owned() };
    let document = DrillDocument::of(commit, drill(run, &asked, &heard)?);
    keep(&project, &document)?;
    print(&document, arguments.format.get(), || human_drill(&document))?;
    let cut_short = document.drills.iter().any(|drill| drill.ending == Ending::CutShort);
    Ok(if cut_short && interrupt.raised() {
        Exit::Interrupted
    } else if document.passed() {
        Exit::Pass
    } else {
        Exit::Fail
    })
}

/// Writes one fault as an experiment, and says how it is run.
fn as_experiment(
    arguments: &Drill,
    project: &Project,
    run: Run<'_>,
    folder: &Path,
) -> Result<Exit, CliError> {
    let [fault] = arguments.faults[..] else {
        return Err(SessionError::from(NoExperiment::Several(arguments.faults.len())).into());
    };
    if !arguments.run_args.quiet {
        console::note("runs the checks once in a clone: those that pass are the steady state");
    }
    write_experiment(run, fault, project.file(), folder)?;
    let file = folder.join(EXPERIMENT).display().to_string();
    console::line(format_args!("{file}: {} and back to green, in {}", fault.word(), folder.display()))?;
    console::line(format_args!("next: {}", shell_line(["vitals", "chaos", "run", &file])))?;
    Ok(Exit::Pass)
}

/// Keeps each rehearsal in the history, but those that were cut short: they prove nothing.
fn keep(project: &Project, document: &DrillDocument) -> Result<(), CliError> {
    let whole = document.drills.iter().filter(|drill| drill.ending != Ending::CutShort);
    let rows: Vec<_> = whole.filter_map(|drill| row(drill, document.commit.as_ref())).collect();
    if !rows.is_empty() {
        History::open(&project.history())?.keep_drills(&rows)?;
    }
    Ok(())
}

fn row(drill: &Drilled, commit: Option<&String>) -> Option<DrillRow> {
    Some(DrillRow {
        started: drill.started.parse().ok()?,
        hash: commit.cloned(),
        fault: drill.fault.word().to_owned(),
        ending: drill.ending.word().to_owned(),
        took: drill.took(),
        document: serde_json::to_string(drill).ok()?,
    })
}

fn list(arguments: &Drill, project: &Project) -> Result<Exit, CliError> {
    let last = project.known_history()?.map(|history| history.last_drills()).transpose()?.unwrap_or_default();
    let all = listed(&last);
    print(&all, arguments.format.get(), || crate::report::drill::human_list(&all))?;
    Ok(Exit::Pass)
}
