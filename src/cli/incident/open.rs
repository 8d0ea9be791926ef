//! `vitals incident open`.

use std::fs;
use std::path::Path;

use crate::cli::arguments::IncidentOpen;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::journaled::expect_common;
use crate::cli::project::Project;
use crate::config;
use crate::escalation::Operators;
use crate::git::Repository;
use crate::incident::{Detection, Opening, Pinned, Severity, detection, open};
use crate::process::Interrupt;
use crate::report::incident::human_log;
use crate::sha256::sha256;
use crate::store::history::History;
use crate::untrusted::redact;

pub fn run(arguments: &IncidentOpen) -> Result<Exit, CliError> {
    let given = arguments.config.file();
    let common = expect_common(given)?;
    // An emergency may have no configuration that can be read, and is opened all the same.
    let project = Project::find(given).ok();
    let repository = repository();
    let content = project.as_ref().and_then(|project| fs::read(project.file()).ok());
    let severity = arguments.severity.or(arguments.scenario.map(Severity::of));
    let (_, log) = open(
        &common,
        Opening {
            name: arguments.name.clone(),
            severity: severity.unwrap_or(Severity::LEAST),
            scenario: arguments.scenario,
            summary: arguments.summary.as_deref().map(redact),
            detection: project
                .as_ref()
                .and_then(detected)
                .map(|found| with_subjects(found, repository.as_ref())),
            configuration: project.as_ref().map(|project| pinned(project.file(), content.as_deref())),
            content,
            head: repository.as_ref().and_then(|(it, interrupt)| it.commit_of_head(interrupt).ok()),
            operators: project.as_ref().and_then(may_act),
        },
    )?;
    console::answer(&human_log(&log))?;
    console::line("phases and new baselines wait until it is over; every command writes an entry")?;
    console::line("next: vitals triage")?;
    Ok(Exit::Pass)
}

/// What the history says. One that cannot be read is said, and stops nothing.
fn detected(project: &Project) -> Option<Detection> {
    let path = project.history();
    if !path.exists() {
        return None;
    }
    match History::open_existing(&path).and_then(|history| history.judged(None, None)) {
        Ok(seen) => detection(&seen),
        Err(error) => {
            let error = miette::Report::from(error).wrap_err("the history says nothing of when it began");
            console::note(format_args!("warning: {error:?}"));
            None
        }
    }
}

/// Levels and persons as they are now: whatever is written into the configuration later gives nobody more authority.
fn may_act(project: &Project) -> Option<Operators> {
    Some(Operators::of(&config::read_target(project.file()).ok()?.escalation))
}

fn pinned(file: &Path, content: Option<&[u8]>) -> Pinned {
    let path = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    Pinned { sha256: content.map(|bytes| sha256([bytes])), path }
}

/// None where git does not say: a broken repository is an emergency too.
fn repository() -> Option<(Repository, Interrupt)> {
    let interrupt = listen().ok()?;
    let repository = Repository::around(Path::new("."), &interrupt).ok()??;
    Some((repository, interrupt))
}

/// The history does not keep the subjects of all commits.
fn with_subjects(mut found: Detection, repository: Option<&(Repository, Interrupt)>) -> Detection {
    let Some((repository, interrupt)) = repository else { return found };
    for commit in found.commit.iter_mut().chain(&mut found.good).filter(|commit| commit.subject.is_empty()) {
        if let Ok(known) = repository.commit(&commit.hash, interrupt) {
            *commit = known;
        }
    }
    found
}
