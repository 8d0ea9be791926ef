//! `vitals rollback`: back to a tree that was verified, and what undoes that.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::PlainFormat;
use super::acting::{ActingArgs, level};
use super::config::ConfigArgs;
use super::examples::brief;
use super::format::FormatArgs;
use super::rollback_plan::PlanArgs;
use super::run::RunArgs;
use crate::cli::candidates;

#[derive(Debug, Args)]
#[command(after_help = brief::ROLLBACK, disable_help_subcommand = true)]
pub struct Rollback {
    #[command(subcommand)]
    pub action: RollbackAction,
}

#[derive(Debug, Subcommand)]
pub enum RollbackAction {
    /// Find what to go back to, and verify it outside of the checkout
    ///
    /// Reads only.
    #[command(after_help = brief::ROLLBACK_PLAN)]
    Plan(Box<PlanArgs>),
    /// Do what a verified plan says: one new commit, checked again in place
    ///
    /// The branch moves forward to a commit that has the plan's tree. Where the checks fail afterwards, it is undone at once.
    #[command(after_help = brief::ROLLBACK_APPLY)]
    Apply(Box<ApplyArgs>),
    /// Approve a plan that rewrites history, by another account than its maker's
    ///
    /// It counts for 15 minutes. Without git: git refuses a repository of another account.
    #[command(after_help = brief::ROLLBACK_APPROVE)]
    Approve(ApproveArgs),
    /// Undo the last rollback, or the undo of one
    ///
    /// One new commit again, with the files as they were before it.
    #[command(after_help = brief::ROLLBACK_UNDO)]
    Undo(UndoArgs),
    /// What was rolled back, what stands open, and what comes next
    #[command(after_help = brief::ROLLBACK_STATUS)]
    Status(StatusArgs),
    /// Finish or take back a rollback that was interrupted
    #[command(after_help = brief::ROLLBACK_RECOVER)]
    Recover(Box<RecoverArgs>),
    /// Push the last rollback to the branch of a remote
    ///
    /// The remote's old commit is kept there as a backup first. Nothing is overwritten.
    #[command(after_help = brief::ROLLBACK_PUBLISH)]
    Publish(PublishArgs),
}

/// Which repository.
#[derive(Clone, Debug, Args)]
pub struct PlaceArgs {
    /// A folder of the repository [default: the configuration's target]
    ///
    /// Without a configuration, the current folder.
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// The plan's file, or the beginning of its hash
    ///
    /// A hash, of eight digits at least, names a file of .vitals/plans.
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// Do it
    ///
    /// Without it the command shows what it would do, and ends with 3.
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub acting: ActingArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    pub place: PlaceArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
}

#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// The plan's whole hash, its file, or the beginning of the hash of one here
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// As which [[level]]; without any in the configuration, a word
    #[arg(long = "as", id = "level", value_name = "LEVEL", value_parser = level)]
    #[arg(add = ArgValueCandidates::new(candidates::levels))]
    pub level: String,
    /// By a tag that git signs, vitals-approve-HASH12, instead of a file
    ///
    /// In this repository, or in a clone: push the tag to where the plan is applied.
    #[arg(long)]
    pub tag: bool,
    /// A folder of the repository [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct UndoArgs {
    /// Which, as `vitals rollback status` lists them [default: the last]
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[command(flatten)]
    pub place: PlaceArgs,
}

#[derive(Debug, Args)]
pub struct RecoverArgs {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct PublishArgs {
    /// Where to [default: the branch's remote, else origin]
    #[arg(value_name = "REMOTE")]
    pub remote: Option<String>,
    #[command(flatten)]
    pub place: PlaceArgs,
}
