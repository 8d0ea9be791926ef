//! `vitals nightly` and `vitals trend`.

use super::config::ConfigArgs;
use clap::{Args, Subcommand};

use super::only::OnlyArgs;
use super::output::OutputArgs;
use super::report::ReportArgs;
use super::run::RunArgs;
use crate::config::BaselineName;

#[derive(Debug, Args)]
#[command(after_help = NIGHTLY_AFTER, args_conflicts_with_subcommands = true)]
pub struct Nightly {
    #[command(subcommand)]
    pub action: Option<NightlyAction>,
    #[command(flatten)]
    pub night: NightArguments,
}

#[derive(Debug, Subcommand)]
pub enum NightlyAction {
    /// Make a commit the reference that the next nights are measured beside: what changed up to it is meant to stay
    Accept(Accept),
}

#[derive(Debug, Args)]
pub struct NightArguments {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Compare with this baseline too [default: `baseline` of [nightly]]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<BaselineName>,
    /// Seed of the order in which tonight and the reference are interleaved [default: drawn, and recorded]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Report reasons and modules of what passed too
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
    pub revision: String,
    /// Why, for whoever asks in a year
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
#[command(after_help = TREND_AFTER)]
pub struct Trend {
    /// Series whose name holds this: a module, a factory, `import shop.app`, `memory` [default: all, a line each]
    #[arg(value_name = "PROBE")]
    pub probe: Option<String>,
    /// The figures as they were measured, those of one machine and interpreter, instead of levels
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
}

const NIGHTLY_AFTER: &str = "\
Examples:
  vitals nightly                              measure, store, and report what is new
  vitals nightly accept                       this change is meant to stay: HEAD is the new reference
  vitals trend                                every series, with its last change
  15 2 * * *  cd /srv/shop && vitals nightly --quiet     in a crontab; examples/nightly has more

Exit codes: by what is new. 0 nothing, or only recoveries; 1 a step, a drift or a failure; 2 something that
could not be decided. What was reported on an earlier night and still stands is listed, and is not new.";

const TREND_AFTER: &str = "\
Examples:
  vitals trend                                every series, with its last change
  vitals trend shop.app                       draw one; where several fit, all are listed
  vitals trend \"import shop.app time\" --raw   the seconds as they were measured";
