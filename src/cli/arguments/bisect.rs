//! `vitals bisect`.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::config::TargetConfigArgs;
use super::examples::{brief, whole};
use super::lock_search::LockArgs;
use super::only::OnlyArgs;
use super::run::RunArgs;
use crate::cli::candidates;
use crate::quantity::WrittenTolerance;

#[derive(Debug, Args)]
#[command(after_help = brief::BISECT, after_long_help = whole::BISECT)]
pub struct Bisect {
    /// A commit without the fault; or resume, status, abandon
    ///
    /// `resume` goes on with the search that is open here, `status` shows it, `abandon` removes it.
    #[arg(value_name = "GOOD", required_unless_present = "lock", conflicts_with = "lock")]
    pub good: Option<String>,
    /// A later commit with the fault
    #[arg(value_name = "BAD")]
    pub bad: Option<String>,
    /// Ask a command, as `git bisect run` does
    ///
    /// In each commit's files. Exit code 0 is good, 1 to 124 bad, 125 skips the commit, 126 and 127 end the search.
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["lock", "imports", "patterns"])]
    pub command: Vec<String>,
    #[command(flatten)]
    pub lock: LockArgs,
    /// Ask about the import of this module alone
    ///
    /// Instead of the configuration's probes. With --lock it may be given more than once.
    #[arg(long = "import", value_name = "MODULE", allow_hyphen_values = true, conflicts_with = "patterns")]
    #[arg(add = ArgValueCandidates::new(candidates::modules))]
    pub imports: Vec<String>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Where the culprit is a merge, search its branch too
    ///
    /// From where the branch began, along its own history; both ends of it are measured first.
    #[arg(long, conflicts_with = "lock")]
    pub into_merges: bool,
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
