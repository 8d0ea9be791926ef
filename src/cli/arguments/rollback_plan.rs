//! `vitals rollback plan`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::PlainFormat;
use super::config::ConfigArgs;
use super::format::FormatArgs;
use super::run::RunArgs;
use crate::cli::candidates;

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// What to go back to: a revision, or phase:NAME, where it began
    #[arg(value_name = "TARGET", conflicts_with_all = ["revert", "failing"])]
    #[arg(required_unless_present_any = ["revert", "failing"])]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub target: Option<String>,
    /// Only these paths, from the repository's top
    #[arg(last = true, value_name = "PATH", conflicts_with = "revert")]
    pub paths: Vec<String>,
    /// All but what this commit did
    #[arg(long, value_name = "COMMIT")]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub revert: Option<String>,
    /// The last commit at which this check was green
    ///
    /// The check runs first: where it passes now, there is nothing to roll back. `vitals ledger` lists what is known.
    /// With --revert, the check that decides.
    #[arg(long = "for", id = "failing", value_name = "CHECK", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::probes_and_checks))]
    pub failing: Option<String>,
    /// Rewrite history: back to the commit itself, by the approval of another account
    ///
    /// Without it, going back is one new commit and loses nothing. The target has to be in HEAD's history.
    #[arg(long, conflicts_with_all = ["paths", "revert", "ladder"])]
    pub rewrite: bool,
    /// With --for, the smallest that helps: the file of the line at fault, its commit, the phase, the tree
    ///
    /// Each is verified in this order, and the first one that is green is the plan. The file is as of the last known good;
    /// the commit is the one that `git blame` names for the line, or the one that removed what is missing; the phase is
    /// the one that began last (`vitals phase start`).
    #[arg(long, requires = "failing", conflicts_with_all = ["revert", "paths"])]
    pub ladder: bool,
    /// Verify by this check too; may be given more than once
    ///
    /// Checks that are critical, and those of [rollback] checks, always decide. Without --check and --for all do.
    #[arg(long = "check", value_name = "CHECK", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::probes_and_checks))]
    pub checks: Vec<String>,
    /// Run these commands of [rollback.commands] after the move, instead of [rollback] after
    #[arg(long, value_name = "NAME", conflicts_with = "no_after")]
    pub after_command: Vec<String>,
    /// Run no command after the move
    #[arg(long)]
    pub no_after: bool,
    /// Write the plan here [default: .vitals/plans/HASH.json]
    #[arg(short = 'o', long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub run_args: RunArgs,
}
