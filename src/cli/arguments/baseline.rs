//! `vitals baseline`.

use super::config::ConfigArgs;
use clap::{Args, Subcommand};

use super::only::OnlyArgs;
use super::run::{PlainFormat, RunArgs};

#[derive(Debug, Args)]
pub struct Baseline {
    #[command(subcommand)]
    pub action: BaselineAction,
}

#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Measure all that the configuration lists, and keep it in .vitals/baselines/NAME.json
    Capture(Capture),
    /// Names, dates, commits
    List(BaselineArgs),
    /// What a baseline holds
    Show(Named),
    /// Two baselines against each other, by their calibrations
    Diff(BaselineDiff),
    /// Remove one
    Rm(Named),
}

#[derive(Debug, Args)]
pub struct Capture {
    /// The baseline's name, e.g. before-phase-2
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub name: String,
    /// Add the samples to the baseline of that name: of the same commit, machine and Python only
    #[arg(long)]
    pub merge: bool,
    /// Put it in the place of the baseline of that name
    #[arg(long, conflicts_with = "merge")]
    pub replace: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
    #[command(flatten)]
    pub run_args: RunArgs,
}

/// Where the baselines are.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
}

#[derive(Debug, Args)]
pub struct Named {
    /// The baseline's name
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub name: String,
    #[command(flatten)]
    pub place: BaselineArgs,
}

#[derive(Debug, Args)]
pub struct BaselineDiff {
    /// The baseline that is compared with
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    pub base: String,
    /// The one in question
    #[arg(value_name = "CANDIDATE", allow_hyphen_values = true)]
    pub candidate: String,
    #[command(flatten)]
    pub place: BaselineArgs,
}
