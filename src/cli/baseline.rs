//! `vitals baseline`: capture, list, show, diff, rm.

use super::arguments::{Baseline, BaselineAction, BaselineArgs, BaselineDiff, Capture, Named};
use super::conduct::{begin, usual};
use super::console;
use super::delivery::print;
use super::error::CliError;
use super::exit::Exit;
use super::journaled::expect_thawed;
use super::project::Project;
use crate::config::{BaselineName, defaults};
use crate::report::baseline::{human_baseline, human_list};
use crate::report::progress::Progress;
use crate::report::words::failure;
use crate::report::{Detail, Report};
use crate::session::{Captured, Run, capture, diff};
use crate::store::Baselines;

pub fn run(arguments: Baseline) -> Result<Exit, CliError> {
    match arguments.action {
        BaselineAction::Capture(arguments) => captured(&arguments),
        BaselineAction::List(place) => list(&place),
        BaselineAction::Show(named) => show(&named),
        BaselineAction::Diff(arguments) => differences(&arguments),
        BaselineAction::Rm(named) => {
            let removed = baselines(&named.place)?.remove(&named.name.parse()?)?;
            console::line(format_args!("removed {}", removed.display()))?;
            Ok(Exit::Pass)
        }
    }
}

fn baselines(place: &BaselineArgs) -> Result<Baselines, CliError> {
    Ok(Project::find(place.config.file())?.baselines())
}

fn captured(arguments: &Capture) -> Result<Exit, CliError> {
    let name: BaselineName = arguments.name.parse()?;
    let project = Project::find(arguments.config.file())?;
    expect_thawed("a new baseline", arguments.during.reason.as_deref(), arguments.config.file())?;
    let baselines = project.baselines();
    let old = if arguments.merge { Some(baselines.read(&name)?) } else { None };
    if !arguments.merge && !arguments.replace {
        baselines.expect_free(&name)?;
    }
    let run_args = &arguments.run_args;
    let settings = project.probes(run_args, &arguments.only)?;
    let (how, interrupt) = begin(run_args, usual(settings.probes.len(), defaults::PROBE_BUDGET))?;
    let bar = Progress::new(run_args.quiet);
    let taken =
        capture(Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar }, &name);
    bar.finish();
    let taken = match taken? {
        Captured::Whole { baseline, unknown_commit } => {
            if let Some(error) = unknown_commit {
                let error = miette::Report::from(error)
                    .wrap_err("this baseline cannot be replayed: it has no commit");
                console::note(format_args!("{error:?}"));
            }
            *baseline
        }
        Captured::Failed { probe, failed } => {
            let why = failed
                .map_or("too few samples within the budget".to_owned(), |failed| failure(&failed.failure));
            console::note(format_args!(
                "no baseline was written: {probe}: {}",
                crate::untrusted::printable(&why)
            ));
            console::note(format_args!("`vitals check` shows more"));
            return Ok(if interrupt.raised() { Exit::Interrupted } else { Exit::Fail });
        }
    };
    let path = match old {
        Some(mut merged) => {
            merged.merge(taken)?;
            baselines.replace(&name, &merged)?
        }
        None if arguments.replace => baselines.replace(&name, &taken)?,
        None => baselines.add(&name, &taken)?,
    };
    let kept = baselines.read(&name)?;
    print(&kept, arguments.format.get(), || human_baseline(&kept))?;
    console::note(format_args!(
        "wrote {}; compare with `vitals check --baseline {}`",
        path.display(),
        name.as_str()
    ));
    Ok(Exit::Pass)
}

fn list(place: &BaselineArgs) -> Result<Exit, CliError> {
    let baselines = baselines(place)?;
    // One that cannot be read must not hide the others.
    let entries: Vec<_> = baselines
        .names()?
        .into_iter()
        .map(|name| {
            let read = baselines.read(&name).map_err(|error| error.to_string());
            (name.as_str().to_owned(), read)
        })
        .collect();
    print(&entries, place.format.get(), || human_list(&entries))?;
    Ok(Exit::Pass)
}

fn show(named: &Named) -> Result<Exit, CliError> {
    let baseline = baselines(&named.place)?.read(&named.name.parse()?)?;
    print(&baseline, named.place.format.get(), || human_baseline(&baseline))?;
    Ok(Exit::Pass)
}

fn differences(arguments: &BaselineDiff) -> Result<Exit, CliError> {
    let baselines = baselines(&arguments.place)?;
    let base = baselines.read(&arguments.base.parse()?)?;
    let candidate = baselines.read(&arguments.candidate.parse()?)?;
    let document = diff(&base, &candidate);
    let report = Report::try_from(document)?;
    print(&report, arguments.place.format.get(), || report.human(Detail::Everything))?;
    Ok(Exit::of_report(&report))
}
