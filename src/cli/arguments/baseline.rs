//! `vitals baseline`.

use super::config::ConfigArgs;
use crate::cli::candidates;
use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::DuringIncidentArgs;
use super::examples::{brief, whole};
use super::format::{FormatArgs, PlainFormat};
use super::only::OnlyArgs;
use super::run::RunArgs;

#[derive(Debug, Args)]
#[command(after_help = brief::BASELINE, after_long_help = whole::BASELINE)]
#[command(disable_help_subcommand = true)]
pub struct Baseline {
    #[command(subcommand)]
    pub action: BaselineAction,
}

#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Measure all that the configuration lists, and keep it under a name
    ///
    /// It is kept in .vitals/baselines/NAME.json beside the configuration.
    #[command(after_help = brief::CAPTURE)]
    Capture(Capture),
    /// Names, dates, commits
    #[command(after_help = brief::BASELINE_LIST)]
    List(BaselineArgs),
    /// What a baseline holds
    #[command(after_help = brief::BASELINE_SHOW)]
    Show(Named),
    /// Two baselines against each other, by their calibrations
    #[command(after_help = brief::BASELINE_DIFF)]
    Diff(BaselineDiff),
    /// Remove one
    #[command(after_help = brief::BASELINE_RM)]
    Rm(Named),
}

#[derive(Debug, Args)]
pub struct Capture {
    /// The baseline's name, e.g. before-phase-2
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub name: String,
    /// Add the samples to the baseline of that name
    ///
    /// Of the same commit, machine and Python only.
    #[arg(long)]
    pub merge: bool,
    /// Put it in the place of the baseline of that name
    #[arg(long, conflicts_with = "merge")]
    pub replace: bool,
    #[command(flatten)]
    pub during: DuringIncidentArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub run_args: RunArgs,
}

/// Where the baselines are.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
}

#[derive(Debug, Args)]
pub struct Named {
    /// The baseline's name
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub name: String,
    #[command(flatten)]
    pub place: BaselineArgs,
}

#[derive(Debug, Args)]
pub struct BaselineDiff {
    /// The baseline that is compared with
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub base: String,
    /// The candidate
    #[arg(value_name = "CANDIDATE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub candidate: String,
    #[command(flatten)]
    pub place: BaselineArgs,
}
