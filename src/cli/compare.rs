//! `vitals compare`: two variants, interleaved.

use super::arguments::{Compare, RunArgs};
use super::baseline::{beside, configuration};
use super::delivery::{deliver, recorded, reports_beside, stored};
use super::{Exit, begin, usual};
use crate::config::{self, Cache, ImportSettings, Probe, Settings, Variant, defaults, module_name};
use crate::quantity::{Nanos, Pairs};
use crate::report::format::Kind;
use crate::report::progress::Bar;
use crate::report::{Detail, Report};
use crate::session::{Comparing, Replay, Run, against, compare};
use crate::store::Baselines;

pub fn run(arguments: &Compare) -> miette::Result<Exit> {
    let conducting = &arguments.conducting;
    let comparing = Comparing {
        base: arguments.base.parse()?,
        candidate: arguments.candidate.parse()?,
        tolerance: arguments.tolerance.map(|ratio| ratio.0),
        any_change: arguments.any_change,
        pairs: arguments.pairs.map(Pairs::to_usize),
        seed: arguments.seed.unwrap_or_else(|| rand::random::<u32>().into()),
        max_age: None,
    };
    if let Variant::Baseline(_) = &comparing.candidate {
        return Err(only_a_base(&arguments.candidate).into());
    }
    let settings = settings(arguments)?;
    arguments.writing.expect(Kind::Measured)?;
    let each = Nanos(2 * defaults::PROBE_BUDGET.0);
    let (how, interrupt) = begin(conducting, usual(settings.probes.len(), each))?;
    let bar = Bar::new(conducting.quiet);
    let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
    let document = match &comparing.base {
        Variant::Baseline(name) => {
            let baseline = baselines(&settings)?.read(name)?;
            against(run, &baseline, &comparing, Replay::WherePossible)
        }
        _ => compare(run, &comparing),
    };
    bar.finish();
    let document = document?;
    let everything = arguments.verbose || !arguments.imports.is_empty();
    let report = Report::from(document);
    let exit = deliver(&report, &arguments.writing, Detail::of(everything))?;
    let beside = settings.source.as_deref().map(reports_beside);
    let exit = stored(&report, &arguments.reporting, beside, exit);
    recorded(&report, &arguments.recording, settings.source.as_deref());
    Ok(exit)
}

/// The baselines of a configuration, or of the folder where there is none.
fn baselines(settings: &Settings) -> miette::Result<Baselines> {
    match &settings.source {
        Some(file) => Ok(beside(file)),
        None => Ok(Baselines::beside(&settings.root)),
    }
}

fn only_a_base(shown: &str) -> config::NameError {
    config::NameError::Variant {
        shown: shown.to_owned(),
        reason: "a baseline can only be the first of the two; for two baselines there is `vitals baseline diff`",
    }
}

/// The configuration's probes, or the imports that were named.
fn settings(arguments: &Compare) -> miette::Result<Settings> {
    let conducting: &RunArgs = &arguments.conducting;
    if !arguments.imports.is_empty() {
        let probes = arguments.imports.iter().map(|module| import(module)).collect::<Result<_, _>>()?;
        return Ok(super::probe::settings(probes, conducting));
    }
    let file = configuration(arguments.config.file())?;
    let mut settings = config::read_probes(&file)?;
    conducting.apply(&mut settings);
    Ok(settings)
}

fn import(module: &str) -> Result<Probe, config::NameError> {
    Ok(Probe::Import(ImportSettings {
        module: module_name(module)?,
        limit: defaults::IMPORT,
        cache: Cache::Warm,
        samples: None,
        trace: true,
        regression: None,
    }))
}
