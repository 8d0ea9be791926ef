//! `vitals history` and `vitals report`.

use std::path::PathBuf;
use std::str::FromStr;

use super::config::ConfigArgs;
use crate::cli::candidates;
use clap::{Args, Subcommand, ValueEnum, value_parser};
use clap_complete::ArgValueCandidates;

use super::examples::{brief, whole};
use super::format::{FormatArgs, Formats, PlainFormat, Printed, Written, written};
use super::output::OutputArgs;
use super::report::ReportArgs;
use crate::store::history::{Every, NoRunName, RunName};

#[derive(Debug, Args)]
#[command(after_help = brief::HISTORY, after_long_help = whole::HISTORY)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct History {
    #[command(subcommand)]
    pub action: Option<HistoryAction>,
    #[command(flatten)]
    pub list: HistoryList,
}

#[derive(Debug, Subcommand)]
pub enum HistoryAction {
    /// Runs, the newest first (this is the default)
    #[command(after_help = brief::HISTORY_LIST)]
    List(HistoryList),
    /// One run: what it was about, and its numbers
    #[command(after_help = brief::HISTORY_SHOW)]
    Show(HistoryShow),
    /// Write runs for `history import`, or their numbers as CSV
    ///
    /// As JSON they are whole, and lossless; as CSV a line for each number, without reports and samples.
    #[command(after_help = brief::EXPORT)]
    Export(HistoryExport),
    /// Take in the runs of another machine: its history.db, or an export
    #[command(after_help = brief::IMPORT)]
    Import(HistoryImport),
    /// Delete old runs or their samples by retention rule
    ///
    /// A dry run unless --yes is given.
    #[command(after_help = brief::PRUNE, after_long_help = whole::PRUNE)]
    Prune(HistoryPrune),
    /// Look through the whole database for damage
    ///
    /// Pages, references, every report and sample.
    #[command(after_help = brief::HISTORY_CHECK)]
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
    /// With a number of this module, factory or check
    ///
    /// Or of this kind: import, create, growth.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::series))]
    pub probe: Option<String>,
    /// Of the commit whose hash begins so
    ///
    /// On either side of a comparison.
    #[arg(long, value_name = "HASH")]
    pub commit: Option<String>,
    /// Not before: 2026-11-25, 2026-11-25T04:00:00Z, or 30d
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// With this worst verdict
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
    #[command(flatten)]
    pub format: FormatArgs<ListFormat>,
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

impl Formats for ListFormat {
    fn of_ending(_: &str) -> Option<Self> {
        None
    }
}

impl Printed for ListFormat {
    const JSON: Self = Self::Json;
}

impl Formats for ExportFormat {
    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

#[derive(Debug, Args)]
pub struct HistoryShow {
    /// A number, the beginning of a uid, latest, or latest~2
    #[arg(value_name = "RUN")]
    #[arg(add = ArgValueCandidates::new(candidates::runs))]
    pub run: RunName,
    #[command(flatten)]
    pub place: HistoryPlace,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
}

#[derive(Debug, Args)]
pub struct HistoryExport {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub place: HistoryPlace,
    /// One of `vitals help formats` [default: json]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true, help_heading = "Output")]
    pub format: Option<ExportFormat>,
    /// Short for --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub json: bool,
    /// Write it to this file, not to standard output
    ///
    /// The format is FORMAT, else that of --format, else what the path's ending says (.json, .csv). `-` is standard output.
    #[arg(short, long, value_name = "[FORMAT=]PATH", value_parser = written::<ExportFormat>, help_heading = "Output")]
    pub output: Option<Written<ExportFormat>>,
}

impl HistoryExport {
    /// As what it is written.
    pub fn chosen(&self) -> ExportFormat {
        let usual = self.format.unwrap_or_default();
        let of_file = |file: &Written<ExportFormat>| match self.format {
            // An ending says less than an option.
            Some(format) => file.named().unwrap_or(format),
            None if self.json => file.named().unwrap_or(usual),
            None => file.format_or(usual),
        };
        self.output.as_ref().map_or(usual, of_file)
    }
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
pub struct HistoryPrune {
    /// Keep the newest so many
    #[arg(long, value_name = "N", help_heading = "Rules", value_parser = value_parser!(u32).range(1..))]
    pub keep_last: Option<u32>,
    /// Keep those of the last so many days
    #[arg(long, value_name = "DAYS", help_heading = "Rules", value_parser = value_parser!(u32).range(1..))]
    pub keep_days: Option<u32>,
    /// Keep the newest of each day, week or month
    ///
    /// For each command and machine.
    #[arg(long, value_enum, value_name = "STRETCH", help_heading = "Rules")]
    pub keep_every: Option<Stretch>,
    /// Drop the samples of runs older than so many days
    ///
    /// Their medians, intervals and reports stay.
    #[arg(long, value_name = "DAYS", help_heading = "Rules")]
    pub samples_older_than: Option<u32>,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub place: HistoryPlace,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
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

/// Where a past report is: in the history, or in a file.
#[derive(Clone, Debug)]
pub enum PastRun {
    /// In the history.
    Recorded(RunName),
    /// In a file of its own; no run's name has a dot.
    File(PathBuf),
}

impl FromStr for PastRun {
    type Err = NoRunName;

    fn from_str(text: &str) -> Result<Self, NoRunName> {
        if text.ends_with(".json") { Ok(Self::File(text.into())) } else { text.parse().map(Self::Recorded) }
    }
}

#[derive(Debug, Args)]
#[command(after_help = brief::REPORT, after_long_help = whole::REPORT)]
pub struct PastReport {
    /// A number, the beginning of a uid, latest, latest~2, or a report.json
    ///
    /// `vitals history` lists numbers and uids. What ends in .json is a file that --format json has written.
    #[arg(value_name = "RUN")]
    #[arg(add = ArgValueCandidates::new(candidates::runs))]
    pub run: PastRun,
    #[command(flatten)]
    pub place: HistoryPlace,
    #[command(flatten)]
    pub report_args: ReportArgs,
    /// Show what passed in full too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub output_args: OutputArgs,
}
