//! `vitals bisect`.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::config::TargetConfigArgs;
use super::examples::brief;
use super::lock_search::LockArgs;
use super::only::OnlyArgs;
use super::run::RunArgs;
use crate::cli::candidates;
use crate::quantity::WrittenTolerance;

#[derive(Debug, Args)]
#[command(after_help = brief::BISECT)]
pub struct Bisect {
    #[command(flatten)]
    pub lock: LockArgs,
    /// Ask about the import of this module alone
    ///
    /// Instead of the configuration's probes. May be given more than once.
    #[arg(long = "import", value_name = "MODULE", allow_hyphen_values = true, conflicts_with = "patterns")]
    #[arg(add = ArgValueCandidates::new(candidates::modules))]
    pub imports: Vec<String>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// How much slower is no regression [default: 10%]
    ///
    /// `10%`, `100ms`, or `10% or 100ms`: either exceeded fails.
    #[arg(long, value_name = "PART|TIME", allow_hyphen_values = true, help_heading = "Decision")]
    pub tolerance: Option<WrittenTolerance>,
    /// Seed of the order in which the sides are interleaved [default: drawn]
    #[arg(long, value_name = "N", help_heading = "Decision", hide_short_help = true)]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    /// Print the answer as JSON
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    #[command(flatten)]
    pub run_args: RunArgs,
}
