//! `vitals imports`.

use std::path::PathBuf;

use clap::Args;

use super::config::TargetConfigArgs;
use super::output::OutputArgs;

#[derive(Debug, Args)]
#[command(after_help = IMPORTS_AFTER)]
pub struct Imports {
    /// Packages or modules, as in an import statement [default: all below the root]
    #[arg(value_name = "PACKAGE")]
    pub packages: Vec<String>,
    /// The folder that they are imported from [default: `root` of the configuration, or here]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The shortest path by which importing A runs B
    #[arg(long, num_args = 2, value_names = ["A", "B"], allow_hyphen_values = true, conflicts_with_all = ["base", "who_uses"])]
    pub why: Option<Vec<String>>,
    /// Compare with this commit: what is new, what is gone, and which commit closed a cycle
    #[arg(long, value_name = "REF", allow_hyphen_values = true, conflicts_with = "who_uses")]
    pub base: Option<String>,
    /// The commit that is compared with the base [default: HEAD]
    #[arg(long, value_name = "REF", allow_hyphen_values = true, requires = "base")]
    pub head: Option<String>,
    /// Every place that uses this name; where it is gone, the commit that removed it
    #[arg(long, value_name = "MODULE:NAME", allow_hyphen_values = true)]
    pub who_uses: Option<String>,
    /// Print every cycle, import and place, not only the first ten
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
}

const IMPORTS_AFTER: &str = "\
Examples:
  vitals imports                              every package below the root: is there a cycle
  vitals imports shop --format json           all edges, with file, line and kind
  vitals imports shop --why shop.app shop.db  why is that imported
  vitals imports --base main~50               which cycles are new, and which commit closed them
  vitals imports --base v1.2 --head v1.3
  vitals imports --who-uses shop.sockets:Manager    who breaks when it goes; or who took it away

Nothing is run: the source is read. What is imported in functions or under TYPE_CHECKING makes no cycle; imports
whose names are computed are listed. The folder `src` and the projects of a workspace are roots too.

Exit codes:
  0 no cycle   1 cycles (with --base: new ones), files that do not parse, a name that is gone and in use, no path
  64 usage   70 the tool's own fault   130 interrupted";
