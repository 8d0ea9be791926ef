//! `vitals compare`: two variants, interleaved.

use super::arguments::{Compare, ONLY, RunArgs};
use super::conduct::{begin, usual};
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::history_record::recorded;
use super::project::{Project, target};
use crate::config::{
    self, Cache, ConfigError, ImportSettings, Probe, Settings, Variant, defaults, module_name,
};
use crate::quantity::{Nanos, Pairs};
use crate::report::format::Kind;
use crate::report::progress::Progress;
use crate::report::{Detail, Report};
use crate::session::{Comparing, Replay, Run, against, compare, conversations, is_conversation};
use crate::store::Baselines;

pub fn run(arguments: &Compare) -> Result<Exit, CliError> {
    let run_args = &arguments.run_args;
    let comparing = Comparing {
        base: arguments.base.parse()?,
        candidate: arguments.candidate.parse()?,
        tolerance: arguments.tolerance.map(|ratio| ratio.0),
        any_change: arguments.any_change,
        pairs: arguments.pairs.map(Pairs::to_usize),
        seed: arguments.seed.unwrap_or_else(|| rand::random::<u32>().into()),
        max_age: None,
        conversations: arguments.imports.is_empty(),
        prepare: Vec::new(),
    };
    if let Variant::Baseline(_) = &comparing.candidate {
        return Err(only_a_base(&arguments.candidate).into());
    }
    let (settings, project) = settings(arguments)?;
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let each = Nanos(2 * defaults::PROBE_BUDGET.0);
    let (how, interrupt) = begin(run_args, usual(settings.probes.len() + settings.checks.len(), each))?;
    let bar = Progress::new(run_args.quiet);
    let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
    let document = match &comparing.base {
        Variant::Baseline(name) => {
            let baselines =
                project.as_ref().map_or_else(|| Baselines::beside(&settings.root), Project::baselines);
            let baseline = baselines.read(name)?;
            against(run, &baseline, &comparing, Replay::WherePossible)
        }
        _ => compare(run, &comparing),
    };
    bar.finish();
    let mut document = document?;
    document.head.asked_again_by(&again(arguments));
    let everything = arguments.verbose || !arguments.imports.is_empty();
    let report = Report::try_from(document)?;
    let exit = deliver(&report, &arguments.output_args, Detail::of(everything))?;
    let exit = stored(
        &report,
        &arguments.report_args,
        project.as_ref().map(|project| project.usual(&settings)),
        exit,
    );
    if let Some(project) = &project {
        recorded(&report, &arguments.history_args, project);
    }
    Ok(exit)
}

/// The command that asks for one probe, up to its name.
fn again(arguments: &Compare) -> Vec<String> {
    let words = ["vitals", "compare", &arguments.base, &arguments.candidate].map(str::to_owned);
    let option = if arguments.imports.is_empty() { ONLY } else { "--import" };
    let words = words.into_iter().chain(arguments.config.words()).chain(arguments.run_args.words());
    words.chain(question(arguments)).chain([option.to_owned()]).collect()
}

/// What is asked, where it is not the usual question.
fn question(arguments: &Compare) -> impl Iterator<Item = String> {
    let tolerance = arguments.tolerance.map(|tolerance| ["--tolerance".to_owned(), tolerance.to_string()]);
    let pairs = arguments.pairs.map(|pairs| ["--pairs".to_owned(), pairs.get().to_string()]);
    let flags = [(arguments.any_change, "--any-change"), (arguments.no_config, "--no-config")];
    let flags = flags.into_iter().filter(|(given, _)| *given).map(|(_, flag)| flag.to_owned());
    tolerance.into_iter().chain(pairs).flatten().chain(flags)
}

fn only_a_base(shown: &str) -> config::NameError {
    config::NameError::Variant {
        shown: shown.to_owned(),
        reason: "a baseline can only be the first of the two; for two baselines there is `vitals baseline diff`",
    }
}

/// The configuration's probes, or the imports that were named.
fn settings(arguments: &Compare) -> Result<(Settings, Option<Project>), CliError> {
    let run_args: &RunArgs = &arguments.run_args;
    if !arguments.imports.is_empty() {
        let probes = arguments.imports.iter().map(|module| import(module)).collect::<Result<_, _>>()?;
        return Ok((target(arguments.config.file(), arguments.no_config, run_args, probes)?, None));
    }
    let project = Project::find(arguments.config.file())?;
    let mut settings = project.settings(run_args)?;
    let all = settings.probes.len() + conversations(&settings.checks).count();
    if all == 0 {
        return Err(ConfigError::Empty { path: project.file().to_owned() }.into());
    }
    settings.checks.retain(is_conversation);
    arguments.only.probes_and_checks(&mut settings)?;
    if matches!(arguments.base.parse(), Ok(Variant::Baseline(_))) {
        // Its commit may not be measured again at all: what is in the way of that is no mistake.
        settings.checks.retain(|check| check.own_port().is_none());
    }
    expect_drawn_ports(&settings)?;
    Ok((settings, Some(project)))
}

/// That the servers of both variants can stand at once.
fn expect_drawn_ports(settings: &Settings) -> Result<(), CliError> {
    let fixed = conversations(&settings.checks).find_map(|(check, _)| Some((check, check.own_port()?)));
    match fixed {
        Some((check, port)) => Err(CliError::TwoServers { check: check.name.clone(), port }),
        None => Ok(()),
    }
}

/// An import with the usual settings.
pub fn import(module: &str) -> Result<Probe, config::NameError> {
    Ok(Probe::Import(ImportSettings {
        module: module_name(module)?,
        setup: None,
        limit: defaults::IMPORT,
        cache: Cache::Warm,
        samples: None,
        trace: true,
        regression: None,
    }))
}
