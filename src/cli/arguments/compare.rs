//! `vitals compare`.

use super::config::ConfigArgs;
use clap::Args;

use super::only::OnlyArgs;
use super::output::OutputArgs;
use super::report::{HistoryArgs, ReportArgs};
use super::run::RunArgs;
use crate::quantity::{Pairs, WrittenTolerance};

#[derive(Debug, Args)]
#[command(after_help = COMPARE_AFTER)]
pub struct Compare {
    /// What is compared with: a git revision, `.`, py:PATH, env:NAME=VALUE, baseline:NAME
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    pub base: String,
    /// What is in question, likewise
    #[arg(value_name = "CANDIDATE", allow_hyphen_values = true)]
    pub candidate: String,
    /// Compare the import of this module instead of the configuration's probes; the target is still that of the configuration, where
    /// there is one; may be given more than once
    #[arg(long = "import", value_name = "MODULE", allow_hyphen_values = true, conflicts_with = "patterns")]
    pub imports: Vec<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Read no configuration: the target is what the options say
    #[arg(long, requires = "imports", conflicts_with = "config")]
    pub no_config: bool,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// How much slower is no regression: `10%`, `100ms`, or `10% or 100ms`, either exceeded fails [default: `regression` of
    /// the probe, or 10%]
    #[arg(
        long,
        value_name = "PART|TIME",
        allow_hyphen_values = true,
        conflicts_with = "any_change",
        help_heading = "Decision"
    )]
    pub tolerance: Option<WrittenTolerance>,
    /// Ask for any change at all: more pairs, and wrong in at most one run of a hundred
    #[arg(long, help_heading = "Decision")]
    pub any_change: bool,
    /// Exactly this many pairs [default: as many as the verdict needs, at most 40; 80 with --any-change]
    #[arg(long, value_name = "N", help_heading = "Decision")]
    pub pairs: Option<Pairs>,
    /// Seed of the order in which the variants are interleaved [default: drawn, and recorded]
    #[arg(long, value_name = "N", help_heading = "Decision")]
    pub seed: Option<u64>,
    /// Report reasons and evidence of what passed too
    #[arg(short, long, help_heading = "Output")]
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

const COMPARE_AFTER: &str = "\
Examples:
  vitals compare main .                       this working tree against main
  vitals compare v1.2 v1.3                    two releases; the checkout is not touched
  vitals compare py:3.11 py:3.13              two interpreters
  vitals compare py:old/.venv py:new/.venv --import boto3    an upgrade
  vitals compare env:LAZY=0 env:LAZY=1
  vitals compare baseline:before-phase-2 .

The configuration's websocket checks that start their server are compared too: one server for each side, on a free port
({port}), and conversations in turn.

Runs are interleaved, so noise hits both sides alike. `regressed` is said wrongly at most once in
1,000 runs, whatever the noise; the run ends as soon as the answer is certain.";
