//! `vitals baseline`: capture, list, show, diff, rm.

use std::env;
use std::path::{Path, PathBuf};

use super::arguments::{Baseline, BaselineAction, BaselineArgs, BaselineDiff, Capture, Named};
use super::delivery::print;
use super::{Exit, begin, usual};
use crate::config::{self, BaselineName, defaults};
use crate::report::baseline::{human_baseline, human_list};
use crate::report::progress::Bar;
use crate::report::words::failure;
use crate::report::{Detail, Report};
use crate::session::{Captured, Run, SessionError, capture, diff};
use crate::store::Baselines;
use crate::user_file;

pub fn run(arguments: Baseline) -> miette::Result<Exit> {
    match arguments.action {
        BaselineAction::Capture(arguments) => captured(&arguments),
        BaselineAction::List(place) => list(&place),
        BaselineAction::Show(named) => show(&named),
        BaselineAction::Diff(arguments) => differences(&arguments),
        BaselineAction::Rm(named) => {
            let removed = baselines(&named.place)?.remove(&named.name.parse()?)?;
            anstream::println!("removed {}", removed.display());
            Ok(Exit::Pass)
        }
    }
}

/// The configuration's file: as given, or the nearest.
pub fn configuration(given: Option<&Path>) -> miette::Result<PathBuf> {
    let file = match given {
        Some(file) => file.to_owned(),
        None => config::find(&env::current_dir().map_err(SessionError::from)?)?,
    };
    // Whatever is written from now on, it is not written over this.
    user_file::protect(&file);
    Ok(file)
}

/// The baselines beside a configuration's file.
pub fn beside(file: &Path) -> Baselines {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    Baselines::beside(folder.unwrap_or(Path::new(".")))
}

fn baselines(place: &BaselineArgs) -> miette::Result<Baselines> {
    Ok(beside(&configuration(place.config.file())?))
}

fn captured(arguments: &Capture) -> miette::Result<Exit> {
    let name: BaselineName = arguments.name.parse()?;
    let file = configuration(arguments.config.file())?;
    let baselines = beside(&file);
    let old = if arguments.merge { Some(baselines.read(&name)?) } else { None };
    if !arguments.merge && !arguments.replace {
        baselines.expect_free(&name)?;
    }
    let mut settings = config::read_probes(&file)?;
    let conducting = &arguments.conducting;
    conducting.apply(&mut settings);
    let (how, interrupt) = begin(conducting, usual(settings.probes.len(), defaults::PROBE_BUDGET))?;
    let bar = Bar::new(conducting.quiet);
    let taken =
        capture(Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar }, &name);
    bar.finish();
    let taken = match taken? {
        Captured::Whole(baseline) => *baseline,
        Captured::Failed { probe, failed } => {
            let why = failed
                .map_or("too few samples within the budget".to_owned(), |failed| failure(&failed.failure));
            anstream::eprintln!("no baseline was written: {probe}: {}", crate::untrusted::printable(&why));
            anstream::eprintln!("`vitals check` shows more");
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
    print(&kept, arguments.format, || human_baseline(&kept))?;
    anstream::eprintln!("wrote {}; compare with `vitals check --baseline {}`", path.display(), name.as_str());
    Ok(Exit::Pass)
}

fn list(place: &BaselineArgs) -> miette::Result<Exit> {
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
    print(&entries, place.format, || human_list(&entries))?;
    Ok(Exit::Pass)
}

fn show(named: &Named) -> miette::Result<Exit> {
    let baseline = baselines(&named.place)?.read(&named.name.parse()?)?;
    print(&baseline, named.place.format, || human_baseline(&baseline))?;
    Ok(Exit::Pass)
}

fn differences(arguments: &BaselineDiff) -> miette::Result<Exit> {
    let baselines = baselines(&arguments.place)?;
    let base = baselines.read(&arguments.base.parse()?)?;
    let candidate = baselines.read(&arguments.candidate.parse()?)?;
    let document = diff(&base, &candidate);
    let report = Report::from(document);
    print(&report, arguments.place.format, || report.human(Detail::Everything))?;
    Ok(Exit::of_report(&report))
}
