//! The keys of a probe, of a check that is one too, and what they mean.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use vitals_probes::wire::Factory;

use super::defaults::FactoryTable;
use super::file::TomlFile;
use crate::config::error::ConfigError;
use crate::config::name_error::NameError;
use crate::config::names::{factory_name, keyword_name, module_name, type_name};
use crate::config::probe::{Cache, CreateSettings, GrowthSettings, ImportSettings, defaults};
use crate::quantity::{
    HourlyRate, MemoryTolerance, Objects, Rounds, Samples, WrittenDuration, WrittenSize, WrittenTolerance,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportTable {
    module: Spanned<String>,
    setup: Option<String>,
    limit: Option<WrittenDuration>,
    regression: Option<WrittenTolerance>,
    #[serde(default)]
    cache: Cache,
    samples: Option<Samples>,
    #[serde(default = "yes")]
    trace: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTable {
    factory: Spanned<String>,
    setup: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    kwargs: BTreeMap<Spanned<String>, String>,
    cleanup: Option<String>,
    expect_type: Option<Spanned<String>>,
    limit: Option<WrittenDuration>,
    repeat_limit: Option<WrittenDuration>,
    regression: Option<WrittenTolerance>,
    samples: Option<Samples>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthTable {
    factory: Spanned<String>,
    setup: Option<String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    kwargs: BTreeMap<Spanned<String>, String>,
    cleanup: Option<String>,
    expect_type: Option<Spanned<String>>,
    limit: Option<WrittenSize>,
    regression: Option<MemoryTolerance>,
    objects: Option<Objects>,
    rounds: Option<Rounds>,
    per_hour: Option<HourlyRate>,
}

fn yes() -> bool {
    true
}

impl TomlFile<'_> {
    pub fn import(&self, table: ImportTable) -> Result<ImportSettings, ConfigError> {
        let module = module_name(table.module.get_ref())
            .map_err(|error| self.misnamed(&error, table.module.span()))?;
        Ok(ImportSettings {
            module,
            setup: table.setup,
            limit: table.limit.map_or(defaults::IMPORT, |limit| limit.0),
            cache: table.cache,
            samples: table.samples.map(Samples::to_usize),
            trace: table.trace,
            regression: table.regression.map(|tolerance| tolerance.0),
        })
    }

    pub fn create(&self, table: CreateTable) -> Result<CreateSettings, ConfigError> {
        let CreateTable { factory, setup, args, kwargs, cleanup, expect_type, .. } = table;
        let factory = self.factory(&factory, [setup, cleanup], expect_type.as_ref(), args, &kwargs)?;
        let limit = table.limit.map_or(defaults::CREATE, |limit| limit.0);
        Ok(CreateSettings {
            factory,
            limit,
            repeat_limit: table.repeat_limit.map_or(limit, |limit| limit.0),
            samples: table.samples.map(Samples::to_usize),
            regression: table.regression.map(|tolerance| tolerance.0),
        })
    }

    pub fn growth(&self, table: GrowthTable) -> Result<GrowthSettings, ConfigError> {
        let GrowthTable { factory, setup, args, kwargs, cleanup, expect_type, .. } = table;
        let factory = self.factory(&factory, [setup, cleanup], expect_type.as_ref(), args, &kwargs)?;
        Ok(GrowthSettings {
            factory,
            objects: table.objects.map_or(defaults::OBJECTS, Objects::get),
            rounds: table.rounds.map_or(defaults::ROUNDS, Rounds::get),
            limit: table.limit.map_or(defaults::GROWTH, |limit| limit.0),
            per_hour: table.per_hour.map(HourlyRate::get),
            regression: table.regression.map(|tolerance| tolerance.0),
        })
    }

    /// What a `[factory.NAME]` means.
    pub fn shared_factory(&self, table: &FactoryTable) -> Result<Factory, ConfigError> {
        let FactoryTable { callable, setup, args, kwargs, cleanup, expect_type } = table;
        let sources = [setup.clone(), cleanup.clone()];
        self.factory(callable, sources, expect_type.as_ref(), args.clone(), kwargs)
    }

    /// The keys that say how an object is made; both tables have them, so that a misspelt one is reported with its neighbours.
    fn factory(
        &self,
        written: &Spanned<String>,
        [setup, cleanup]: [Option<String>; 2],
        expect_type: Option<&Spanned<String>>,
        args: Vec<String>,
        kwargs: &BTreeMap<Spanned<String>, String>,
    ) -> Result<Factory, ConfigError> {
        let (module, callable) =
            factory_name(written.get_ref()).map_err(|error| self.misnamed(&error, written.span()))?;
        let named = |check: fn(&str) -> Result<String, NameError>, name: &Spanned<String>| {
            check(name.get_ref()).map_err(|error| self.misnamed(&error, name.span()))
        };
        let expect_type = expect_type.map(|name| named(type_name, name)).transpose()?;
        let kwargs = kwargs.iter().map(|(name, value)| Ok((named(keyword_name, name)?, value.clone())));
        let kwargs = kwargs.collect::<Result<_, ConfigError>>()?;
        Ok(Factory { module, callable, setup, args, kwargs, cleanup, expect_type })
    }
}
