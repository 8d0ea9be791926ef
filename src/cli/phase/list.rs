//! `vitals phase list`.

use serde::Serialize;

use super::bounds::Bounds;
use super::name::{Bound, label};
use crate::cli::arguments::PhaseList;
use crate::cli::conduct::listen;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::Project;
use crate::git::{Commit, Repository};
use crate::process::Interrupt;
use crate::report::phases::{PhaseRow, human_phases};
use crate::session::SessionError;
use crate::store::history::{Filter, RunRow};

/// Messages of so many commits are looked at.
const LOOKED_AT: usize = 2_000;

/// All of it, as JSON.
#[derive(Serialize)]
struct Phases {
    phases: Vec<PhaseRow>,
    /// Commits whose messages may mark a phase: none is chosen by its message.
    suggestions: Vec<Commit>,
}

pub fn run(arguments: &PhaseList) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let settings = project.target()?;
    let interrupt = listen()?;
    let repository = Repository::of(&settings.root, &interrupt).map_err(SessionError::from)?;
    let health = Filter { kind: Some("health".into()), ..Filter::default() };
    let runs = project.known_history()?.map(|history| history.runs(&health)).transpose()?.unwrap_or_default();
    let names = Bounds::names(&repository, &interrupt)?;
    let phases: Result<Vec<PhaseRow>, CliError> =
        names.into_iter().map(|name| row(&repository, name, &runs, &interrupt)).collect();
    let all = Phases { phases: phases?, suggestions: suggestions(&repository, &interrupt)? };
    print(&all, arguments.format.get(), || human_phases(&all.phases, &all.suggestions))?;
    Ok(Exit::Pass)
}

fn row(
    repository: &Repository,
    name: String,
    runs: &[RunRow],
    interrupt: &Interrupt,
) -> Result<PhaseRow, CliError> {
    let Bounds { start, end } = Bounds::of(repository, &name, interrupt)?;
    let until = end.as_ref().map_or("HEAD", |end| &end.hash);
    let commits = match &start {
        Some(start) => {
            let between = repository.commits_between(&start.hash, until, &[], interrupt);
            Some(between.map_err(SessionError::from)?.len())
        }
        None => None,
    };
    let health = |bound| {
        let label = label(&name, bound);
        let run = runs.iter().rev().find(|run| run.variant.label.as_deref() == Some(&label));
        run.map(|run| run.status.clone())
    };
    let (health_at_start, health_at_end) = (health(Bound::Start), health(Bound::End));
    Ok(PhaseRow { name, start, end, commits, health_at_start, health_at_end })
}

fn suggestions(repository: &Repository, interrupt: &Interrupt) -> Result<Vec<Commit>, CliError> {
    let newest = repository.newest(LOOKED_AT, interrupt).map_err(SessionError::from)?;
    Ok(newest.into_iter().map(|dated| dated.commit).filter(|commit| may_mark(&commit.subject)).collect())
}

/// `Phase 2 START`, `phase 3: complete`.
fn may_mark(subject: &str) -> bool {
    let words: Vec<String> = subject
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let marks = ["start", "starts", "begin", "begins", "end", "ends", "complete", "completed", "done"];
    words.iter().any(|word| word == "phase") && words.iter().any(|word| marks.contains(&word.as_str()))
}
