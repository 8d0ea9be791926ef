//! The keys of `vitals.toml` and `[tool.vitals]`, as written. The checks' own keys are in `checks.rs`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::settings::Cache;
use crate::quantity::{WrittenDuration, WrittenRatio, WrittenSize};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    #[serde(default)]
    pub target: TargetTable,
    #[serde(default)]
    pub probe: ProbeTables,
    #[serde(default)]
    pub check: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    pub nightly: NightlyTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightlyTable {
    pub baseline: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    pub root: Option<PathBuf>,
    pub python: Option<PathBuf>,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    pub address_space: Option<WrittenSize>,
    pub cpu_time: Option<WrittenDuration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeTables {
    #[serde(default)]
    pub import: Vec<ImportTable>,
    #[serde(default)]
    pub create: Vec<CreateTable>,
    #[serde(default)]
    pub growth: Vec<GrowthTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportTable {
    pub module: Spanned<String>,
    pub limit: Option<WrittenDuration>,
    pub regression: Option<WrittenRatio>,
    #[serde(default)]
    pub cache: Cache,
    pub samples: Option<Spanned<usize>>,
    #[serde(default = "yes")]
    pub trace: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateTable {
    pub factory: Spanned<String>,
    pub setup: Option<String>,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub kwargs: BTreeMap<String, String>,
    pub cleanup: Option<String>,
    pub expect_type: Option<String>,
    pub limit: Option<WrittenDuration>,
    pub regression: Option<WrittenRatio>,
    pub samples: Option<Spanned<usize>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthTable {
    pub factory: Spanned<String>,
    pub setup: Option<String>,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub kwargs: BTreeMap<String, String>,
    pub cleanup: Option<String>,
    pub expect_type: Option<String>,
    pub limit: Option<WrittenSize>,
    pub regression: Option<WrittenRatio>,
    pub objects: Option<Spanned<u32>>,
    pub rounds: Option<Spanned<u32>>,
    pub per_hour: Option<f64>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
pub struct ProjectFile {
    pub tool: Option<ToolTable>,
}

#[derive(Deserialize)]
pub struct ToolTable {
    pub vitals: Option<File>,
}
