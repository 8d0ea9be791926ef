//! `vitals imports`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::config::TargetConfigArgs;
use super::examples::{brief, whole};
use super::output::OutputArgs;
use crate::cli::candidates;

#[derive(Debug, Args)]
#[command(after_help = brief::IMPORTS, after_long_help = whole::IMPORTS)]
pub struct Imports {
    /// Packages or modules, as in `import` [default: all]
    #[arg(value_name = "PACKAGE")]
    pub packages: Vec<String>,
    /// The folder that they are imported from
    ///
    /// By default `root` of the configuration, or the current folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The shortest path by which importing A runs B
    #[arg(long, num_args = 2, value_names = ["A", "B"], allow_hyphen_values = true, conflicts_with_all = ["base", "who_uses"])]
    pub why: Option<Vec<String>>,
    /// Compare with this commit: what is new, and what is gone
    ///
    /// And which commit closed a cycle.
    #[arg(long, value_name = "REF", allow_hyphen_values = true, conflicts_with = "who_uses")]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub base: Option<String>,
    /// The commit that is compared with the base [default: HEAD]
    #[arg(long, value_name = "REF", allow_hyphen_values = true, requires = "base")]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub head: Option<String>,
    /// Every place that uses this name
    ///
    /// Where it is gone, the commit that removed it.
    #[arg(long, value_name = "MODULE:NAME", allow_hyphen_values = true)]
    pub who_uses: Option<String>,
    /// Print every cycle and place, not only the first ten
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
}
