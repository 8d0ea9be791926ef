//! `vitals probe`: one measurement, which the command line describes.

use super::arguments::{Create, Factory, Growth, Import, Probe, ProbeKind};
use super::conduct::{begin, conduct, usual};
use super::delivery::{deliver, opened};
use super::error::CliError;
use super::exit::Exit;
use super::project::target;
use crate::config::{
    self, CreateSettings, GrowthSettings, ImportSettings, NameError, defaults, factory_name, keyword_name,
    module_name, type_name,
};
use crate::quantity::{HourlyRate, Samples};
use crate::report::format::Kind;
use crate::report::progress::Progress;
use crate::report::{Detail, Report};
use vitals_probes::wire;

pub fn run(arguments: Probe) -> Result<Exit, CliError> {
    let (probe, output_args, open_args, config, run_args) = match arguments.kind {
        ProbeKind::Import(import) => {
            (of_import(&import)?, import.output_args, import.open, import.config, import.run_args)
        }
        ProbeKind::Create(create) => {
            (of_create(&create)?, create.output_args, create.open, create.config, create.run_args)
        }
        ProbeKind::Growth(growth) => {
            (of_growth(&growth)?, growth.output_args, growth.open, growth.config, growth.run_args)
        }
    };
    output_args.expect(Kind::Measured)?;
    let settings = target(config.file(), config.no_config, &run_args, vec![probe])?;
    let (how, interrupt) = begin(&run_args, usual(1, defaults::PROBE_BUDGET))?;
    let document = conduct(&settings, &how, &Progress::new(run_args.quiet), &interrupt)?;
    let report = Report::try_from(document)?;
    let exit = deliver(&report, &output_args, Detail::Everything)?;
    opened(&report, open_args);
    Ok(exit)
}

fn of_import(import: &Import) -> Result<config::Probe, NameError> {
    Ok(config::Probe::Import(ImportSettings {
        module: module_name(&import.module)?,
        setup: import.setup.clone(),
        limit: import.limit.0,
        cache: import.cache,
        samples: import.samples.map(Samples::to_usize),
        trace: !import.no_trace,
        regression: None,
    }))
}

fn of_create(create: &Create) -> Result<config::Probe, NameError> {
    Ok(config::Probe::Create(CreateSettings {
        factory: of_factory(&create.factory)?,
        limit: create.limit.0,
        repeat_limit: create.repeat_limit.unwrap_or(create.limit).0,
        samples: create.samples.map(Samples::to_usize),
        regression: None,
    }))
}

fn of_growth(growth: &Growth) -> Result<config::Probe, NameError> {
    Ok(config::Probe::Growth(GrowthSettings {
        factory: of_factory(&growth.factory)?,
        objects: growth.objects.get(),
        rounds: growth.rounds.get(),
        limit: growth.limit.0,
        per_hour: growth.per_hour.map(HourlyRate::get),
        regression: None,
    }))
}

fn of_factory(factory: &Factory) -> Result<wire::Factory, NameError> {
    let (module, callable) = factory_name(&factory.factory)?;
    for (name, _) in &factory.kwargs {
        keyword_name(name)?;
    }
    Ok(wire::Factory {
        module,
        callable,
        setup: factory.setup.clone(),
        args: factory.args.clone(),
        kwargs: factory.kwargs.clone(),
        cleanup: factory.cleanup.clone(),
        expect_type: factory.expect_type.as_deref().map(type_name).transpose()?,
    })
}
