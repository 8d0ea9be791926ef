//! `vitals escalate`: who is called when.

use clap::{Args, Subcommand};

use super::config::ConfigArgs;
use super::examples::brief;

#[derive(Debug, Args)]
#[command(after_help = brief::ESCALATE, disable_help_subcommand = true)]
pub struct Escalate {
    #[command(subcommand)]
    pub action: EscalateAction,
}

#[derive(Debug, Subcommand)]
pub enum EscalateAction {
    /// What is wrong with levels, contacts and rules, each with its line
    #[command(after_help = brief::ESCALATE_LINT)]
    Lint(EscalateLint),
    /// Add the shipped levels and rules to vitals.toml, with contacts to fill in
    #[command(after_help = brief::ESCALATE_INIT)]
    Init(EscalateInit),
}

#[derive(Debug, Args)]
pub struct EscalateLint {
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct EscalateInit {
    /// Print the shipped profile instead, to write one's own
    #[arg(long)]
    pub print_profile: bool,
    /// Print what would be added, and write nothing
    #[arg(long, conflicts_with = "print_profile")]
    pub dry_run: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
}
