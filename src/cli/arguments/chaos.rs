//! `vitals chaos`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PlainFormat;
use super::examples::{brief, whole};
use super::format::FormatArgs;

#[derive(Debug, Args)]
#[command(after_help = brief::CHAOS, after_long_help = whole::CHAOS)]
pub struct Chaos {
    #[command(subcommand)]
    pub action: ChaosAction,
}

#[derive(Debug, Subcommand)]
pub enum ChaosAction {
    /// Run an experiment: the hypothesis, the method, the rollbacks
    Run(ChaosRun),
}

#[derive(Debug, Args)]
#[command(after_help = brief::CHAOS_RUN, after_long_help = whole::CHAOS_RUN)]
pub struct ChaosRun {
    /// The experiment, in JSON
    #[arg(value_name = "EXPERIMENT")]
    pub experiment: PathBuf,
    /// A host that requests may go to, beside this machine
    ///
    /// May be given more than once.
    #[arg(long = "host", value_name = "HOST")]
    pub hosts: Vec<String>,
    /// Where the journal is written
    #[arg(long, value_name = "FILE", default_value = "journal.json")]
    pub journal: PathBuf,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    /// No progress on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}
