//! `vitals drill`: rehearse an emergency.

use std::path::PathBuf;

use clap::Args;

use super::PlainFormat;
use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::format::FormatArgs;
use super::run::RunArgs;
use crate::drill::Fault;

#[derive(Debug, Args)]
#[command(after_help = brief::DRILL, after_long_help = whole::DRILL)]
pub struct Drill {
    /// The faults to rehearse, one after another
    #[arg(value_enum, value_name = "FAULT", hide_possible_values = true, required_unless_present_any = ["all", "list"], conflicts_with = "all")]
    pub faults: Vec<Fault>,
    /// Rehearse all of them
    #[arg(long)]
    pub all: bool,
    /// List the faults, each with its limit and when it was rehearsed last
    #[arg(long, conflicts_with_all = ["all", "faults"])]
    pub list: bool,
    /// Write the drill as an experiment of the Chaos Toolkit, into a new folder
    ///
    /// One fault. The folder gets experiment.json, the clone that it is performed on, and that clone's configuration. Nothing is rehearsed.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["all", "list"])]
    pub write_experiment: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub run_args: RunArgs,
}
