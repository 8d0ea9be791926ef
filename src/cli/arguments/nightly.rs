//! `vitals nightly` and `vitals trend`.

use super::config::ConfigArgs;
use crate::cli::candidates;
use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::DuringIncidentArgs;
use super::examples::{brief, whole};
use super::only::OnlyArgs;
use super::output::OutputArgs;
use super::report::ReportArgs;
use super::run::RunArgs;
use crate::config::BaselineName;

#[derive(Debug, Args)]
#[command(after_help = brief::NIGHTLY, after_long_help = whole::NIGHTLY)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Nightly {
    #[command(subcommand)]
    pub action: Option<NightlyAction>,
    #[command(flatten)]
    pub night: NightArguments,
}

#[derive(Debug, Subcommand)]
pub enum NightlyAction {
    /// Make a commit the reference: what changed up to it is meant to stay
    ///
    /// The next nights are measured beside it.
    #[command(after_help = brief::ACCEPT)]
    Accept(Accept),
}

#[derive(Debug, Args)]
pub struct NightArguments {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Compare with this baseline too
    ///
    /// By default `baseline` of [nightly].
    #[arg(long, value_name = "NAME")]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub baseline: Option<BaselineName>,
    /// Seed of the order in which tonight and the reference are interleaved [default: drawn, and recorded]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub seed: Option<u64>,
    /// Show what passed in full too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct Accept {
    /// The commit
    #[arg(value_name = "REVISION", default_value = "HEAD", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub revision: String,
    /// Why, for whoever asks in a year
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub during: DuringIncidentArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::TREND, after_long_help = whole::TREND)]
pub struct Trend {
    /// Series whose name holds this [default: all, a line each]
    ///
    /// A module, a factory, `import shop.app`, `memory`.
    #[arg(value_name = "PROBE")]
    #[arg(add = ArgValueCandidates::new(candidates::series))]
    pub probe: Option<String>,
    /// The figures as they were measured, instead of levels
    ///
    /// Those of one machine and interpreter.
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
}
