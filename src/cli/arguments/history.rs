//! `vitals history` and `vitals report`.

use std::path::PathBuf;

use super::config::ConfigArgs;
use clap::{Args, Subcommand, ValueEnum, value_parser};

use super::output::OutputArgs;
use super::report::ReportArgs;
use super::run::PlainFormat;
use crate::store::history::{Every, RunName};

#[derive(Debug, Args)]
#[command(after_help = HISTORY_AFTER, args_conflicts_with_subcommands = true)]
pub struct History {
    #[command(subcommand)]
    pub action: Option<HistoryAction>,
    #[command(flatten)]
    pub list: HistoryList,
}

#[derive(Debug, Subcommand)]
pub enum HistoryAction {
    /// Runs, the newest first (this is the default)
    List(HistoryList),
    /// One run: what it was about, and its numbers
    Show(HistoryShow),
    /// Write runs as JSON, made for `import` and lossless, or their numbers as CSV
    Export(HistoryExport),
    /// Take the runs of another machine in: its history.db, or its export
    Import(HistoryImport),
    /// Delete old runs or their samples by retention rule; a dry run unless --yes is given
    Prune(HistoryPrune),
    /// Look through the whole database: pages, references, every report and sample
    Check(HistoryPlace),
}

/// Which history.
#[derive(Clone, Debug, Args)]
pub struct HistoryPlace {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// This database instead, e.g. one that a CI has kept
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    pub database: Option<PathBuf>,
}

/// Which runs.
#[derive(Clone, Debug, Args)]
pub struct Choice {
    /// With a number of this module, factory or check, or of this kind: import, create, growth
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub probe: Option<String>,
    /// Of the commit whose hash begins so, on either side of a comparison
    #[arg(long, value_name = "HASH")]
    pub commit: Option<String>,
    /// Not before: 2026-11-25, 2026-11-25T04:00:00Z, or 30d
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// With this worst verdict: pass, fail, inconclusive, vacuous, error
    #[arg(long, value_name = "VERDICT", value_parser = ["pass", "fail", "inconclusive", "vacuous", "error"])]
    pub status: Option<String>,
    /// By this command: check, compare, health, nightly
    #[arg(long, value_name = "COMMAND")]
    pub kind: Option<String>,
    /// The newest of them, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
}

#[derive(Debug, Args)]
pub struct HistoryList {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub place: HistoryPlace,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table
    #[default]
    Human,
    /// A list of runs
    Json,
    /// One line a run
    Csv,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Everything, for `import`
    #[default]
    Json,
    /// One line a number, without reports and samples
    Csv,
}

#[derive(Debug, Args)]
pub struct HistoryShow {
    /// A number of the list, the beginning of a uid, latest, or latest~2
    #[arg(value_name = "RUN")]
    pub run: RunName,
    #[command(flatten)]
    pub place: HistoryPlace,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
}

#[derive(Debug, Args)]
pub struct HistoryExport {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub place: HistoryPlace,
    /// In which format
    #[arg(long, value_enum, default_value_t)]
    pub format: ExportFormat,
    /// Write to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct HistoryImport {
    /// Another machine's history.db, or an export in JSON
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub place: HistoryPlace,
}

#[derive(Debug, Args)]
#[command(after_help = PRUNE_AFTER)]
pub struct HistoryPrune {
    /// Keep the newest so many
    #[arg(long, value_name = "N", help_heading = "Rules", value_parser = value_parser!(u32).range(1..))]
    pub keep_last: Option<u32>,
    /// Keep those of the last so many days
    #[arg(long, value_name = "DAYS", help_heading = "Rules", value_parser = value_parser!(u32).range(1..))]
    pub keep_days: Option<u32>,
    /// Keep the newest of each day, week or month, for each command and machine
    #[arg(long, value_enum, value_name = "STRETCH", help_heading = "Rules")]
    pub keep_every: Option<Stretch>,
    /// Drop the samples of runs older than so many days; their medians, intervals and reports stay
    #[arg(long, value_name = "DAYS", help_heading = "Rules")]
    pub samples_older_than: Option<u32>,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub place: HistoryPlace,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stretch {
    /// The calendar's, in UTC
    Day,
    /// From Monday on
    Week,
    /// The calendar's
    Month,
}

impl From<Stretch> for Every {
    fn from(stretch: Stretch) -> Self {
        match stretch {
            Stretch::Day => Self::Day,
            Stretch::Week => Self::Week,
            Stretch::Month => Self::Month,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = REPORT_AFTER)]
pub struct PastReport {
    /// A number of `vitals history`, the beginning of a uid, latest, or latest~2
    #[arg(value_name = "RUN")]
    pub run: RunName,
    #[command(flatten)]
    pub place: HistoryPlace,
    #[command(flatten)]
    pub report_args: ReportArgs,
    /// Report reasons and evidence of what passed too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub output_args: OutputArgs,
}

const HISTORY_AFTER: &str = "\
Examples:
  vitals history                              every recorded run, the newest first
  vitals history --probe shop.app --status fail --since 30d
  vitals history show latest                  its numbers, with their intervals
  vitals report latest~1                      the whole report of the run before
  vitals history export -o ci.json            then, on another machine: vitals history import ci.json
  vitals history export --format csv --probe shop.app
  vitals history prune --keep-days 90 --keep-every week      what would go; with --yes it goes

Every `check`, `compare` and `health` is recorded in .vitals/history.db beside the configuration, unless --no-history
is given. docs/history.md reports what is kept, and in which order.

Exit codes:
  0 done   1 `check` found damage   64 usage, or no such run or history   70 locked, read-only, damaged, full";

const PRUNE_AFTER: &str = "\
A run that any rule keeps stays. Runs of which something was reported, or after which a commit was accepted, stay too.

Examples:
  vitals history prune --keep-last 100
  vitals history prune --keep-days 90 --keep-every week --yes
  vitals history prune --samples-older-than 180 --yes        no run goes, only samples";

const REPORT_AFTER: &str = "\
Examples:
  vitals report latest                        as it was printed then
  vitals report 17 --verbose                  with everything that passed
  vitals report 3f2a --format json            byte for byte the report.json of that run
  vitals report latest~1 --reports reports    written to disk again

Exit codes: 0 whatever its verdict was   64 no such run   70 the history cannot be read";
