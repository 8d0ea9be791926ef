//! `vitals phase start` and `end`.

use super::bounds::Bounds;
use super::name::{Bound, label, ref_of};
use crate::cli::arguments::PhaseMark;
use crate::cli::conduct::begin;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::health::{expect_own_ports, read};
use crate::cli::journaled;
use crate::cli::project::Project;
use crate::config::revision;
use crate::git::{Commit, state};
use crate::health::CheckReport;
use crate::plan::Budget;
use crate::report::health::check_line;
use crate::report::progress::Progress;
use crate::report::{Report, record};
use crate::rollback::RollbackExit;
use crate::session::{Asked, Run, SessionError, health, repository_of};
use crate::store::history::History;
use crate::untrusted::printable;

pub fn run(arguments: &PhaseMark, bound: Bound) -> Result<Exit, CliError> {
    let name = &arguments.name;
    let Some(reference) = ref_of(name, bound) else {
        console::note(format_args!(
            "{name:?} is no name of a phase: letters, digits, `.`, `_` and `-`, such as phase-2"
        ));
        return Ok(Exit::Usage);
    };
    let project = Project::find(arguments.config.file())?;
    journaled::expect_thawed("a phase", arguments.during.reason.as_deref(), arguments.config.file())?;
    let (settings, checks) = read(&project, &arguments.run_args)?;
    expect_own_ports(&checks)?;
    let (conduct, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    let bar = Progress::in_lines(arguments.run_args.quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let repository = repository_of(run)?;
    let bounds = Bounds::of(&repository, name, &interrupt)?;
    if let Some(why) = bounds.hindrance(name, bound) {
        return refused(&why);
    }
    let commit = match &arguments.at {
        Some(written) => repository.resolve(&revision(written)?, &interrupt).map_err(SessionError::from)?,
        None => repository.commit_of_head(&interrupt).map_err(SessionError::from)?,
    };
    let is_measured = !arguments.no_measure && arguments.at.is_none();
    let mut word = String::new();
    if is_measured {
        if state(&repository.top, &interrupt).is_none_or(|(_, is_changed)| is_changed) {
            return refused(
                "the checkout has changes, so what is measured is not the commit; commit first, or mark it with --no-measure",
            );
        }
        let heard = |check: &CheckReport| {
            if !arguments.run_args.quiet {
                console::note(check_line(check));
            }
        };
        let document = health(
            run,
            &checks,
            Asked { options: Vec::new(), heard: &heard, look_back: None, greens: None, culprit: None },
        )?;
        if document.head.interrupted {
            return Ok(Exit::Interrupted);
        }
        word = format!("; health: {}", document.score.health.word());
        keep(&project, &Report::try_from(document)?, label(name, bound))?;
    }
    if let Err(error) = repository.create_ref(&reference, &commit.hash) {
        // Another one may have been faster.
        return refused(&format!("{reference} cannot be made: {error}"));
    }
    said(name, bound, &commit, &word)
}

fn said(name: &str, bound: Bound, commit: &Commit, health: &str) -> Result<Exit, CliError> {
    let subject = printable(&commit.subject);
    console::line(format_args!("phase {name} {} at {} \"{subject}\"{health}", bound.did(), commit.short()))?;
    let next = match bound {
        Bound::Start => format!("vitals phase end {name}"),
        Bound::End => "vitals phase list".to_owned(),
    };
    console::line(format_args!("next: {next}"))?;
    Ok(Exit::Pass)
}

fn refused(why: &str) -> Result<Exit, CliError> {
    console::line(format_args!("refused: {}", printable(why)))?;
    Ok(RollbackExit::Refused.into())
}

/// Keeps the run, under the phase's name.
fn keep(project: &Project, report: &Report, label: String) -> Result<(), CliError> {
    let Some(mut run) = record(report) else { return Ok(()) };
    run.variant.label = Some(label);
    let path = project.history();
    let recorded = History::open(&path)?.record(&run)?;
    journaled::recorded(&path, recorded.id());
    Ok(())
}
