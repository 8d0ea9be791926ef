//! The keys of `[defaults.KIND]` and `[factory.NAME]`: read for their mistakes, and filled into other tables as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::config::check::Class;
use crate::config::probe::Cache;
use crate::quantity::{
    HourlyRate, MemoryTolerance, Objects, Rounds, Samples, WrittenDuration, WrittenSize, WrittenTolerance,
};

/// A table of keys that may all be left out, of which only the types count.
macro_rules! defaults {
    ($($(#[$doc:meta])* $table:ident { $($key:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "it is read only for its mistakes")]
        pub struct $table { $($key: Option<$type>,)* }
    )*};
}

defaults! {
    /// `[defaults]`.
    DefaultsTable { import: DefaultImportTable, create: DefaultCreateTable, growth: DefaultGrowthTable, check: DefaultCheckTable, }
    /// `[defaults.import]`.
    DefaultImportTable {
        setup: String, limit: WrittenDuration, regression: WrittenTolerance, cache: Cache, samples: Samples, trace: bool,
    }
    /// `[defaults.create]`.
    DefaultCreateTable {
        limit: WrittenDuration, repeat_limit: WrittenDuration, regression: WrittenTolerance, samples: Samples,
    }
    /// `[defaults.growth]`.
    DefaultGrowthTable {
        limit: WrittenSize, regression: MemoryTolerance, objects: Objects, rounds: Rounds, per_hour: HourlyRate,
    }
    /// `[defaults.check]`.
    DefaultCheckTable { timeout: WrittenDuration, weight: f64, tags: Vec<String>, critical: bool, class: Class, }
}

/// `[factory.NAME]`: how an object is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactoryTable {
    pub callable: Spanned<String>,
    pub setup: Option<String>,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub kwargs: BTreeMap<Spanned<String>, String>,
    pub cleanup: Option<String>,
    pub expect_type: Option<Spanned<String>>,
}
