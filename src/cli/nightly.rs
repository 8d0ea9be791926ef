//! `vitals nightly`: measure the night, keep it, report what is new.

use std::path::Path;

use jiff::Timestamp;

use super::arguments::{Accept, NightArguments, Nightly, NightlyAction, ONLY};
use super::conduct::{begin, listen};
use super::console;
use super::culprits;
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::health::expect_own_ports;
use super::journaled::expect_thawed;
use super::notified;
use super::project::Project;
use crate::config::{self, Settings, revision};
use crate::git::{Commit, GitError, Repository};
use crate::plan::Budget;
use crate::report::format::Kind;
use crate::report::health::check_line;
use crate::report::nightly::NightlyDocument;
use crate::report::progress::Progress;
use crate::report::{Detail, Head, Report};
use crate::session::{NIGHTLY, Past, Run, SessionError, Tonight, judge, keep, measure_night};
use crate::store::Baseline;
use crate::store::history::{Accepted, Filter, History, HistoryError};
use crate::untrusted::Unmaskable;
use crate::verdict::NoteReason;

pub fn run(arguments: &Nightly) -> Result<Exit, CliError> {
    match &arguments.action {
        Some(NightlyAction::Accept(accept)) => accepted(accept),
        None => night(&arguments.night),
    }
}

fn night(arguments: &NightArguments) -> Result<Exit, CliError> {
    let run_args = &arguments.run_args;
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let mut settings = project.settings(run_args)?;
    arguments.only.probes_and_checks(&mut settings)?;
    expect_own_ports(&settings.checks)?;
    let name = arguments.baseline.as_ref().or(settings.baseline.as_ref());
    let baseline = name.map(|name| project.baselines().read(name)).transpose()?;
    let (how, interrupt) = begin(run_args, Budget::ENDLESS)?;
    // Before anything is measured: a history that cannot be used is known at once.
    let (history, past) = match opened(&project.history()) {
        Ok((history, past)) => (Ok(history), past),
        Err(error) => (Err(error), Past::default()),
    };
    let bar = Progress::new(run_args.quiet);
    let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
    let seed = arguments.seed.unwrap_or_else(|| rand::random::<u32>().into());
    let document = measured(arguments, run, baseline.as_ref(), (&past, seed));
    bar.finish();
    let mut document = document?;
    let options = [arguments.config.words(), run_args.words()].concat();
    let known = (history.as_ref().ok(), baseline.as_ref().and_then(|baseline| baseline.commit.as_ref()));
    culprits::of_night(run, &mut document, known, (&options, seed), run_args.quiet);
    bar.finish();
    let again = |command: &str| {
        let words = ["vitals", command].map(str::to_owned).into_iter();
        words
            .chain(arguments.config.words())
            .chain(run_args.words())
            .chain([ONLY.to_owned()])
            .collect::<Vec<_>>()
    };
    document.check.head.asked_again_by(&again("check"));
    document.health.iter_mut().for_each(|health| health.head.asked_again_by(&again("health")));
    let (report, unkept) = match history {
        Ok(mut history) => kept_night(&mut history, document, &past)?,
        Err(error) => (without_history(document, error)?, true),
    };
    let exit = deliver(&report, &arguments.output_args, Detail::of(arguments.verbose))?;
    if !unkept {
        notified::night(&project, &settings, &report, &interrupt);
    }
    let exit = if unkept { exit.spoiled() } else { exit };
    // Ctrl-C in a search: the night itself is whole.
    let exit = if interrupt.raised() { Exit::Interrupted } else { exit };
    Ok(stored(&report, &arguments.report_args, Some(project.usual(&settings)), exit))
}

fn opened(path: &Path) -> Result<(History, Past), HistoryError> {
    let history = History::open(path)?;
    let past = Past::read(&history)?;
    Ok((history, past))
}

fn measured(
    arguments: &NightArguments,
    run: Run<'_>,
    baseline: Option<&Baseline>,
    (past, seed): (&Past, u64),
) -> Result<NightlyDocument, SessionError> {
    let quiet = arguments.run_args.quiet;
    let heard = |check: &crate::health::CheckReport| {
        if !quiet {
            console::note(format_args!("{}", check_line(check)));
        }
    };
    let tonight = Tonight {
        reference: past.reference.as_ref(),
        baseline,
        checks: &run.settings.checks,
        heard: &heard,
        seed,
    };
    let compared = if baseline.is_some() { run.settings.probes.len() } else { 0 };
    let planned = run.settings.probes.len() + run.settings.checks.len() + compared;
    let head = Head::begin(&run.conduct.command, run.settings, planned);
    let measured = measure_night(run, &tonight)?;
    let machine = measured.check.fingerprint.key();
    Ok(judge(measured, past, head, &machine))
}

/// The report of a night, and whether it could not be kept.
fn kept_night(
    history: &mut History,
    night: NightlyDocument,
    past: &Past,
) -> Result<(Report, bool), Unmaskable> {
    match keep(history, night.clone(), past) {
        Ok(report) => Ok((report, false)),
        Err(error) => Ok((without_history(night, error)?, true)),
    }
}

/// Without the nights before, nothing can be reported to be new: tonight's verdicts stand alone.
fn without_history(mut night: NightlyDocument, error: HistoryError) -> Result<Report, Unmaskable> {
    night.head.notes.push(NoteReason::NotRecorded { error: error.to_string() }.into());
    console::note(format_args!("{:?}", miette::Report::from(error)));
    night.try_into()
}

fn accepted(arguments: &Accept) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    expect_thawed("a new reference", arguments.during.reason.as_deref(), arguments.config.file())?;
    let settings: Settings = config::read(project.file())?;
    let commit = resolved(arguments, &settings)?;
    let mut history = History::open(&project.history())?;
    let nights = history.runs(&Filter { kind: Some(NIGHTLY.into()), limit: Some(1), ..Filter::default() })?;
    let after = nights.last().map(|run| run.uid.clone());
    let reason = arguments.reason.clone();
    history.accept(&Accepted { commit: commit.clone(), after, at: Timestamp::now(), reason })?;
    console::line(format_args!(
        "the nights from now on are measured beside {}  {}",
        commit.short(),
        commit.subject
    ))?;
    Ok(Exit::Pass)
}

/// The commit that is meant.
fn resolved(arguments: &Accept, settings: &Settings) -> Result<Commit, CliError> {
    let wanted = revision(&arguments.revision)?;
    let interrupt = listen()?;
    let of_git = |error| CliError::from(SessionError::Git(error));
    let none =
        || GitError::NoRepository { root: settings.root.clone(), revision: arguments.revision.clone() };
    let repository = Repository::around(&settings.root, &interrupt).map_err(of_git)?;
    repository.ok_or_else(none).and_then(|it| it.resolve(&wanted, &interrupt)).map_err(of_git)
}
