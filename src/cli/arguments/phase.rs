//! `vitals phase`: boundaries of a migration, as refs.

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::format::FormatArgs;
use super::run::RunArgs;
use super::{DuringIncidentArgs, PlainFormat};
use crate::cli::candidates;

#[derive(Debug, Args)]
#[command(after_help = brief::PHASE, after_long_help = whole::PHASE, disable_help_subcommand = true)]
pub struct Phase {
    #[command(subcommand)]
    pub action: PhaseAction,
}

#[derive(Debug, Subcommand)]
pub enum PhaseAction {
    /// Mark where a phase begins, with its health as the history keeps it
    #[command(after_help = brief::PHASE_START)]
    Start(PhaseMark),
    /// Mark where it ends, likewise
    #[command(after_help = brief::PHASE_END)]
    End(PhaseMark),
    /// All phases: where each began and ended, and its health then
    #[command(after_help = brief::PHASE_LIST)]
    List(PhaseList),
}

#[derive(Debug, Args)]
pub struct PhaseMark {
    /// The phase: letters, digits, `.`, `_` and `-`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Mark the commit only, and run no check
    #[arg(long)]
    pub no_measure: bool,
    /// Mark this commit instead of HEAD; runs no check
    #[arg(long, value_name = "REVISION")]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub at: Option<String>,
    #[command(flatten)]
    pub during: DuringIncidentArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct PhaseList {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
}
