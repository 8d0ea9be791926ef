//! The tables of `vitals.toml` and `[tool.vitals]` with their keys, but for those of probes and checks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::contact::ContactTable;
use super::escalation::{EscalationTable, LevelTable, RuleTable};
use super::notify::NotifyTable;
use super::probe::{CreateTable, GrowthTable, ImportTable};
use super::texts::{Argument, WrittenCommand};
use crate::config::editor::Editor;
use crate::config::variables::Variables;
use crate::quantity::{Kept, WrittenDuration, WrittenSize};

/// All but `[[check]]`, whose keys depend on its kind.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeTable {
    #[serde(default)]
    pub target: TargetTable,
    #[serde(default)]
    pub probe: ProbeTables,
    #[serde(default)]
    pub nightly: NightlyTable,
    #[serde(default)]
    pub reports: ReportsTable,
    #[serde(default)]
    pub pr: PullRequestTable,
    #[serde(default)]
    pub rollback: RollbackTable,
    #[serde(default)]
    pub respond: RespondTable,
    #[serde(default)]
    pub culprit: CulpritTable,
    #[serde(default)]
    pub notify: Vec<Spanned<NotifyTable>>,
    #[serde(default)]
    pub escalation: EscalationTable,
    #[serde(default)]
    pub level: Vec<Spanned<LevelTable>>,
    #[serde(default)]
    pub contact: Vec<Spanned<ContactTable>>,
    #[serde(default)]
    pub rule: Vec<Spanned<RuleTable>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollbackTable {
    #[serde(default)]
    pub checks: Vec<Spanned<String>>,
    #[serde(default)]
    pub after: Vec<WrittenCommand>,
    #[serde(default)]
    pub commands: BTreeMap<String, Vec<WrittenCommand>>,
    #[serde(default)]
    pub live: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RespondTable {
    pub contain: Option<WrittenCommand>,
    pub contained: Option<WrittenCommand>,
    pub contain_within: Option<Spanned<WrittenDuration>>,
    #[serde(default)]
    pub evidence: Vec<WrittenCommand>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CulpritTable {
    #[serde(default)]
    pub auto: bool,
    pub budget: Option<WrittenDuration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PullRequestTable {
    #[serde(default)]
    pub prepare: Vec<WrittenCommand>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightlyTable {
    pub baseline: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportsTable {
    pub keep: Option<Kept>,
    #[serde(default)]
    pub editor: Editor,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    pub root: Option<PathBuf>,
    pub python: Option<PathBuf>,
    #[serde(default)]
    pub env: Variables,
    pub env_file: Option<Spanned<PathBuf>>,
    pub argv: Option<Vec<Argument>>,
    pub setup: Option<String>,
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
