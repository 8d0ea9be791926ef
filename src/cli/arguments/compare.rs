//! `vitals compare`.

use super::config::ConfigArgs;
use crate::cli::candidates;
use clap::Args;
use clap_complete::ArgValueCandidates;

use super::examples::{brief, whole};
use super::only::OnlyArgs;
use super::output::OutputArgs;
use super::report::{HistoryArgs, ReportArgs};
use super::run::RunArgs;
use crate::quantity::{Pairs, WrittenTolerance};

#[derive(Debug, Args)]
#[command(after_help = brief::COMPARE, after_long_help = whole::COMPARE)]
pub struct Compare {
    /// A git revision, `.`, py:PATH, env:NAME=VALUE, baseline:NAME
    ///
    /// What is compared with: `vitals help variants`.
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::variants))]
    pub base: String,
    /// The candidate, in the same forms as BASE
    ///
    /// Everything that BASE can be, except a baseline.
    #[arg(value_name = "CANDIDATE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::candidates))]
    pub candidate: String,
    /// Compare the import of this module alone
    ///
    /// Instead of the configuration's probes.
    /// The target is still that of the configuration, where there is one. May be given more than once.
    #[arg(long = "import", value_name = "MODULE", allow_hyphen_values = true, conflicts_with = "patterns")]
    #[arg(add = ArgValueCandidates::new(candidates::modules))]
    pub imports: Vec<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Read no configuration: the target is what the options say
    #[arg(long, requires = "imports", conflicts_with = "config", hide_short_help = true)]
    pub no_config: bool,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// How much slower is no regression [default: 10%]
    ///
    /// `10%`, `100ms`, or `10% or 100ms`: either exceeded fails. By default `regression` of the probe, or 10%.
    #[arg(
        long,
        value_name = "PART|TIME",
        allow_hyphen_values = true,
        conflicts_with = "any_change",
        help_heading = "Decision"
    )]
    pub tolerance: Option<WrittenTolerance>,
    /// Ask for any change at all
    ///
    /// By more pairs, and wrong in at most one run of a hundred.
    #[arg(long, help_heading = "Decision")]
    pub any_change: bool,
    /// Exactly this many pairs
    ///
    /// By default as many as the verdict needs, at most 40; 80 with --any-change.
    #[arg(long, value_name = "N", help_heading = "Decision")]
    pub pairs: Option<Pairs>,
    /// Seed of the order in which the variants are interleaved [default: drawn, and recorded]
    #[arg(long, value_name = "N", help_heading = "Decision", hide_short_help = true)]
    pub seed: Option<u64>,
    /// Show what passed in full too
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
