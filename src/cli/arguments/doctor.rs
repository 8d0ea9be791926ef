//! `vitals doctor`.

use std::path::PathBuf;

use clap::Args;

use super::PlainFormat;
use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::format::FormatArgs;
use crate::quantity::WrittenDuration;

#[derive(Debug, Args)]
#[command(after_help = brief::DOCTOR, after_long_help = whole::DOCTOR)]
pub struct Doctor {
    /// Push a ref to the remote, and delete it again
    ///
    /// A dry run does not run the remote's hooks. The ref is refs/vitals/doctor/ID; one that a killed run has left is removed by the next.
    #[arg(long)]
    pub push_test: bool,
    /// The remote to ask [default: the branch's own, or origin]
    #[arg(long, value_name = "REMOTE")]
    pub remote: Option<String>,
    /// The longest that the remote may take to answer
    #[arg(long, value_name = "TIME", default_value = "20s")]
    pub timeout: WrittenDuration,
    /// A python, its version, or an environment's folder
    #[arg(long, value_name = "PATH", help_heading = "Target")]
    pub python: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    /// No progress on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}
