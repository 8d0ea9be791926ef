//! `vitals pr`: a branch against the commit that it comes from.

use super::arguments::{FailOn, ONLY, PullRequest};
use super::conduct::{begin, usual};
use super::delivery::{deliver_ending, stored};
use super::error::CliError;
use super::exit::Exit;
use super::posting;
use super::project::Project;
use crate::config::{defaults, revision};
use crate::quantity::Nanos;
use crate::report::format::{Format, Kind, nagios_code};
use crate::report::progress::Progress;
use crate::report::{Detail, Report};
use crate::session::{AskedOfBranch, Run, pull_request};

/// Both sides' environments may be made anew.
const PREPARATION: Nanos = Nanos::from_millis(1_200_000);

pub fn run(arguments: &PullRequest) -> Result<Exit, CliError> {
    let run_args = &arguments.run_args;
    let project = Project::find(arguments.config.file())?;
    let settings = project.probes(run_args, &arguments.only)?;
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let host = posting::wanted(&arguments.post_args)?;
    let base = arguments.base.clone().or_else(posting::base).ok_or(CliError::NoBase)?;
    let asked = AskedOfBranch {
        base: revision(&base)?,
        all: arguments.all,
        tolerance: arguments.tolerance.map(|tolerance| tolerance.0),
        pairs: arguments.pairs,
        seed: arguments.seed.unwrap_or_else(|| rand::random::<u32>().into()),
    };
    let mut budget = usual(settings.probes.len(), Nanos(2 * defaults::PROBE_BUDGET.0));
    if !settings.prepare.is_empty() {
        budget = usual(1, Nanos(2 * defaults::PROBE_BUDGET.0 * settings.probes.len() as u64 + PREPARATION.0));
    }
    let (how, interrupt) = begin(run_args, budget)?;
    let bar = Progress::new(run_args.quiet);
    let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
    let document = pull_request(run, &asked);
    bar.finish();
    let mut document = document?;
    document.head.asked_again_by(&again(arguments, &base));
    let report = Report::try_from(document)?;
    let exit = match arguments.output_args.format() {
        Format::Nagios => Exit::Code(nagios_code(&report)),
        _ => exit(&report, arguments.fail_on),
    };
    let detail = Detail::of(arguments.verbose);
    let exit = deliver_ending(&report, &arguments.output_args, detail, exit, || report.human(detail))?;
    if let Some(host) = &host
        && !interrupt.raised()
    {
        posting::posted(&report, host, &arguments.post_args, &interrupt);
    }
    Ok(stored(&report, &arguments.report_args, Some(project.usual(&settings)), exit))
}

/// What cannot be decided stops nobody unless that is wanted: only a finding does.
fn exit(report: &Report, fail_on: Option<FailOn>) -> Exit {
    let nothing_touched = report.head().is_some_and(|head| head.planned == 0);
    match Exit::of_report(report) {
        Exit::Undecided if nothing_touched || fail_on != Some(FailOn::Undecided) => Exit::Pass,
        exit => exit,
    }
}

/// The command that asks for one probe, up to its name. Its answer is for who asks, and no comment.
fn again(arguments: &PullRequest, base: &str) -> Vec<String> {
    let words = ["vitals", "pr", "--base", base, "--all", "--no-post"].map(str::to_owned);
    let tolerance = arguments.tolerance.map(|tolerance| ["--tolerance".to_owned(), tolerance.to_string()]);
    let pairs = arguments.pairs.map(|pairs| ["--pairs".to_owned(), pairs.get().to_string()]);
    let words = words.into_iter().chain(tolerance.into_iter().chain(pairs).flatten());
    let words = words.chain(arguments.config.words()).chain(arguments.run_args.words());
    words.chain([ONLY.to_owned()]).collect()
}
