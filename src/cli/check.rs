//! `vitals check`: all that the configuration lists, against its limits and a baseline, and a report on disk.

use super::arguments::{Check, ONLY};
use super::conduct::{begin, conduct, usual};
use super::console;
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::history_record::recorded;
use super::known_greens::known_greens;
use super::project::Project;
use crate::config::{Settings, defaults};
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::format::Kind;
use crate::report::progress::Progress;
use crate::report::{Detail, Report};
use crate::session::{
    Comparing, Conduct, Replay, Run, SessionError, against, in_place, known_good, name_of_probe,
};
use crate::store::Baseline;
use crate::untrusted::redact;
use crate::verdict::{NoteReason, Reason};
use crate::verdict::{RunEnd, Status};

pub fn run(arguments: &Check) -> Result<Exit, CliError> {
    let run_args = &arguments.run_args;
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let settings = project.probes(run_args, &arguments.only)?;
    // Before anything is measured: a baseline that cannot be read is known at once.
    let baseline = arguments.baseline.as_ref().map(|name| project.baselines().read(name)).transpose()?;
    // Beside a baseline each probe is measured twice more.
    let each = if baseline.is_some() { Nanos(3 * defaults::PROBE_BUDGET.0) } else { defaults::PROBE_BUDGET };
    let (how, interrupt) = begin(run_args, usual(settings.probes.len(), each))?;
    let how = Conduct { fail_fast: arguments.fail_fast, ..how };
    let bar = Progress::new(run_args.quiet);
    let steps = if baseline.is_some() { 2 } else { 1 };
    let limits = Conduct { budget: how.budget.share(steps), ..how.clone() };
    let mut document = conduct(&settings, &limits, &bar, &interrupt)?;
    match &baseline {
        Some(baseline) if !interrupt.raised() => {
            let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
            match compared(arguments, baseline, run, &bar) {
                Ok(compared) => {
                    document.head.interrupted |= compared.head.interrupted;
                    document.comparison = Some(compared);
                }
                Err(error) if error.is_out_of_budget() => {
                    document.not_compared(&baseline.name, RunEnd::Budget);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Some(_) => {}
        None => document.head.notes.extend(not_judged(&settings)),
    }
    document.head.asked_again_by(&again(arguments));
    let detail = Detail::of(arguments.verbose);
    let ways = ways_on(arguments, (&project, &settings), &document, &interrupt);
    let report = Report::try_from(document)?;
    let exit = deliver(&report, &arguments.output_args, detail)?;
    let exit = stored(&report, &arguments.report_args, Some(project.usual(&settings)), exit);
    recorded(&report, &arguments.history_args, &project);
    for command in ways {
        console::note(format_args!("next: {command}"));
    }
    Ok(exit)
}

/// The commands that plan the way back and find the commit at fault, where an earlier commit is known to pass.
fn ways_on(
    arguments: &Check,
    (project, settings): (&Project, &Settings),
    document: &Document,
    interrupt: &Interrupt,
) -> Vec<String> {
    let failed = document.probes.iter().filter(|probe| probe.verdict.status != Status::Pass);
    let names =
        failed.filter_map(|probe| name_of_probe(settings, (probe.measured.probe(), probe.measured.target())));
    // A name of which a part is masked chooses no check.
    let names: Vec<String> = names.filter(|name| redact(name) == *name).collect();
    if names.is_empty() || interrupt.raised() {
        return Vec::new();
    }
    let asked: Vec<&str> = names.iter().map(String::as_str).collect();
    let known = known_good(&settings.root, &known_greens(project, &asked), interrupt);
    let known = names.iter().find_map(|name| known.iter().find(|known| known.check == *name));
    let options = [arguments.config.words(), arguments.run_args.words()].concat();
    known.into_iter().flat_map(|known| [known.way_back(&options), known.search(&options)]).collect()
}

/// The command that asks for one probe, up to its name.
fn again(arguments: &Check) -> Vec<String> {
    let baseline = arguments.baseline.iter().flat_map(|name| ["--baseline", name.as_str()]);
    let flags = [(arguments.replay, "--replay"), (arguments.no_replay, "--no-replay")];
    let flags = flags.into_iter().filter(|(given, _)| *given).map(|(_, flag)| flag);
    let max_age = arguments.max_age.iter().flat_map(|age| ["--max-age".to_owned(), age.to_string()]);
    let words = ["vitals", "check"].into_iter().chain(baseline).chain(flags).map(str::to_owned);
    words
        .chain(max_age)
        .chain(arguments.config.words())
        .chain(arguments.run_args.words())
        .chain([ONLY.to_owned()])
        .collect()
}

fn compared(
    arguments: &Check,
    baseline: &Baseline,
    run: Run<'_>,
    bar: &Progress,
) -> Result<ComparisonDocument, SessionError> {
    let replay = match (arguments.replay, arguments.no_replay) {
        (true, _) => Replay::Always,
        (_, true) => Replay::Never,
        _ => Replay::WherePossible,
    };
    let max_age = arguments.max_age.map(|age| age.0);
    let comparing = Comparing { max_age, ..in_place(rand::random::<u32>().into()) };
    let document = against(run, baseline, &comparing, replay);
    bar.finish();
    document
}

/// Tolerances that only a comparison can judge.
fn not_judged(settings: &Settings) -> impl Iterator<Item = Reason> {
    let configured = settings.probes.iter().filter(|probe| probe.regression().is_some());
    configured.map(|probe| NoteReason::ToleranceNotJudged { probe: probe.name() }.into())
}
