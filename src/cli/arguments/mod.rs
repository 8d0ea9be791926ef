//! The arguments, as clap reads them. The doc comments are the help that users see.

mod baseline;
mod compare;
mod config;
mod run;
mod history;
mod imports;
mod nightly;
mod only;
mod probe;
mod report;
mod output;
mod value;
mod websocket;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use self::config::ConfigArgs;
pub use self::config::TargetConfigArgs;
use self::value::pause;
use crate::config::BaselineName;
use crate::quantity::{Lines, WrittenDuration};
use crate::report::export::Export;

pub use baseline::{Baseline, BaselineAction, BaselineArgs, BaselineDiff, Capture, Named};
pub use compare::Compare;
pub use history::{
    Choice, ExportFormat, History, HistoryAction, HistoryExport, HistoryImport, HistoryList, HistoryPlace,
    HistoryPrune, HistoryShow, ListFormat, PastReport,
};
pub use imports::Imports;
pub use nightly::{Accept, NightArguments, Nightly, NightlyAction, Trend};
pub use only::{ONLY, OnlyArgs};
pub use output::{Output, OutputArgs};
pub use probe::{Create, Factory, Growth, Import, Probe, ProbeKind};
pub use report::{HistoryArgs, ReportArgs};
pub use run::{PlainFormat, RunArgs};
pub use websocket::Websocket;

const AFTER: &str = "\
Examples:
  vitals probe import fastapi                 how long does the import take, and why
  vitals probe create boto3:client --arg \"'s3'\" --kwarg region_name=\"'eu-west-1'\"
  vitals check                                all that vitals.toml lists
  vitals compare main .                       is this working tree slower than main, and why
  vitals baseline capture before-phase-2      keep how it is now; then `check --baseline before-phase-2`
  vitals nightly; vitals trend                what is new tonight; since when, and by which commits
  vitals history; vitals report latest        every run is recorded; any past report can be seen again
  vitals triage                               woken up: what is wrong, why, what next
  vitals health; vitals audit                 all checks with a score; prove that each can fail
  vitals explain fastapi --export speedscope -o fastapi.json
  vitals imports --base main                  did an import cycle come in, and by which commit
  vitals init                                 write a first vitals.toml

Exit codes:
  0 pass   1 fail or error   2 inconclusive or vacuous
  64 usage or configuration   70 the tool's own fault   130 interrupted";

/// The vital signs of a Python service: import latency, creation time, memory growth, and a verdict
#[derive(Debug, Parser)]
#[command(name = "vitals", version, after_help = AFTER, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure one thing now: the target is that of vitals.toml where there is one, the probe is on the command line
    Probe(Probe),
    /// Measure all that vitals.toml or [tool.vitals] lists
    Check(Check),
    /// Measure two variants, interleaved: is one slower, and which modules make the difference
    Compare(Compare),
    /// Keep a measurement under a name, to compare with later
    Baseline(Baseline),
    /// Run all checks, each with evidence, and give a score
    Health(Health),
    /// Measure the night, store it, and report only what is new
    Nightly(Nightly),
    /// Draw how a probe went over the nights, with its change-points
    Trend(Trend),
    /// Every recorded run: list, show, export, import, prune
    History(History),
    /// Show the report of a past run again, from the history
    Report(PastReport),
    /// For someone woken up: what is wrong, why, and the next command, within a minute
    Triage(Triage),
    /// Prove that each check can fail: run it with a fault injected
    Audit(Audit),
    /// Show the whole module tree of an import, or export its trace for a viewer
    Explain(Explain),
    /// Read the source: which modules import each other in a circle, and which commit closed it
    Imports(Imports),
    /// Write a commented vitals.toml after a look at the project
    Init(Init),
    /// Speak with the running service: the websocket checks of vitals.toml alone
    Websocket(Websocket),
}

impl Command {
    /// As what its report is written, of those that have one.
    pub fn output_args(&self) -> Option<&OutputArgs> {
        Some(match self {
            Self::Probe(Probe { kind }) => match kind {
                ProbeKind::Import(import) => &import.output_args,
                ProbeKind::Create(create) => &create.output_args,
                ProbeKind::Growth(growth) => &growth.output_args,
            },
            Self::Check(check) => &check.output_args,
            Self::Compare(compare) => &compare.output_args,
            Self::Health(health) => &health.output_args,
            Self::Nightly(nightly) => &nightly.night.output_args,
            Self::Triage(triage) => &triage.output_args,
            Self::Audit(audit) => &audit.output_args,
            Self::Websocket(websocket) => &websocket.output_args,
            Self::Imports(imports) => &imports.output_args,
            Self::Trend(trend) => &trend.output_args,
            Self::Report(past) => &past.output_args,
            Self::Baseline(_) | Self::History(_) | Self::Explain(_) | Self::Init(_) => return None,
        })
    }
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// End at the first probe that does not pass
    #[arg(long)]
    pub fail_fast: bool,
    /// Report reasons and modules of what passed too
    #[arg(short, long)]
    pub verbose: bool,
    /// Compare with this baseline too: its commit is measured beside, where it is at hand
    #[arg(long, value_name = "NAME", help_heading = "Baseline")]
    pub baseline: Option<BaselineName>,
    /// Insist on measuring the baseline's commit
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    pub replay: bool,
    /// Compare the stored numbers, by a calibration that is measured beside them
    #[arg(long, requires = "baseline", conflicts_with = "replay", help_heading = "Baseline")]
    pub no_replay: bool,
    /// A baseline that is older than this decides nothing, e.g. 720h
    #[arg(long, value_name = "TIME", requires = "baseline", help_heading = "Baseline")]
    pub max_age: Option<WrittenDuration>,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub history_args: HistoryArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = HEALTH_AFTER)]
pub struct Health {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Only checks with this tag; may be given more than once
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Repeat after this time, at least 1s, and show changes only, until Ctrl-C or until nobody reads the output
    #[arg(long, value_name = "TIME", value_parser = pause)]
    pub watch: Option<WrittenDuration>,
    /// One plugin line with performance data, and a plugin's exit codes
    #[arg(long, conflicts_with = "watch")]
    pub nagios: bool,
    /// Report reasons and evidence of what passed too
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub history_args: HistoryArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

const HEALTH_AFTER: &str = "\
A check passes only with evidence: tests that ran, output that matches, a measurement within its limit. What is
vacuous, inconclusive or in error has not passed.

Exit codes:
  0 healthy   1 degraded (80 % and up)   2 impaired (60 % and up)   3 critical, or a critical check failed
  4 a critical check could not be decided   with --nagios: 0 OK   1 WARNING   2 CRITICAL   3 UNKNOWN";

#[derive(Debug, Args)]
pub struct Triage {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct Audit {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The module, as in an import statement
    #[arg(value_name = "MODULE", allow_hyphen_values = true)]
    pub module: String,
    /// Write the trace in this format instead of the tree
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub export: Option<Export>,
    /// Write to this file instead of standard output; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Most lines of the tree: the costliest, and the path to them
    #[arg(long, value_name = "N", default_value = "60")]
    pub lines: Lines,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct Init {
    /// The project
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Print it instead of writing it
    #[arg(long)]
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_of_every_command_fit_together() {
        super::Arguments::command().debug_assert();
    }
}
