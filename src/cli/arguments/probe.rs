//! `vitals probe`.

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;

use super::config::TargetConfigArgs;
use super::examples::{brief, whole};
use super::output::OutputArgs;
use super::report::OpenArgs;
use super::run::RunArgs;
use super::value::keyword;
use crate::cli::candidates;
use crate::config::Cache;
use crate::quantity::{HourlyRate, Objects, Rounds, Samples, WrittenDuration, WrittenSize};

#[derive(Debug, Args)]
#[command(after_help = brief::PROBE, after_long_help = whole::PROBE)]
#[command(disable_help_subcommand = true)]
pub struct Probe {
    #[command(subcommand)]
    pub kind: ProbeKind,
}

#[derive(Debug, Subcommand)]
pub enum ProbeKind {
    /// How long a module takes to import, and why
    ///
    /// In fresh processes, as often as the verdict needs; which of its modules take the time, and the line at which one stands still.
    #[command(after_help = brief::PROBE_IMPORT, after_long_help = whole::PROBE_IMPORT)]
    Import(Import),
    /// How long an object takes to make, at first and repeatedly
    ///
    /// The first in a fresh process, and those after it.
    #[command(after_help = brief::PROBE_CREATE, after_long_help = whole::PROBE_CREATE)]
    Create(Create),
    /// What stays in memory when objects are made and dropped
    ///
    /// Round after round: what grows, which lines allocate what stays, and what holds it.
    #[command(after_help = brief::PROBE_GROWTH, after_long_help = whole::PROBE_GROWTH)]
    Growth(Growth),
}

#[derive(Debug, Args)]
pub struct Import {
    /// The module, as in an import statement
    #[arg(value_name = "MODULE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::modules))]
    pub module: String,
    /// Longest acceptable time
    #[arg(long, value_name = "TIME", default_value = "2s")]
    pub limit: WrittenDuration,
    /// Exactly this many samples [default: what the verdict needs]
    ///
    /// By default as many as the verdict needs, at most 40.
    #[arg(short = 'n', long, value_name = "N")]
    pub samples: Option<Samples>,
    /// What is cached when a sample begins
    #[arg(long, value_enum, default_value_t, hide_possible_values = false)]
    pub cache: Cache,
    /// Python source that runs before, and is not measured
    ///
    /// In each process.
    #[arg(long, value_name = "CODE")]
    pub setup: Option<String>,
    /// Do not trace the modules: slightly less overhead, no per-module breakdown
    #[arg(long, hide_short_help = true)]
    pub no_trace: bool,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub open: OpenArgs,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

/// How an object is made.
#[derive(Debug, Args)]
pub struct Factory {
    /// The factory, as package.module:callable
    ///
    /// It may be async.
    #[arg(value_name = "FACTORY", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::factories))]
    pub factory: String,
    /// An argument: a Python expression
    ///
    /// `i` counts creations from 0. May be given more than once.
    #[arg(long = "arg", value_name = "EXPR", allow_hyphen_values = true)]
    pub args: Vec<String>,
    /// A keyword argument: a name and a Python expression
    ///
    /// May be given more than once.
    #[arg(long = "kwarg", value_name = "NAME=EXPR", value_parser = keyword)]
    pub kwargs: Vec<(String, String)>,
    /// Python source that runs once before
    ///
    /// The expressions may use its names.
    #[arg(long, value_name = "CODE")]
    pub setup: Option<String>,
    /// Python source that runs after each creation
    ///
    /// The object is `made`, and the source may await.
    #[arg(long, value_name = "CODE")]
    pub cleanup: Option<String>,
    /// The type that the object must have, by name
    ///
    /// A base class will do; None is for factories that return nothing.
    #[arg(long, value_name = "TYPE")]
    pub expect_type: Option<String>,
}

#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    pub factory: Factory,
    /// Longest acceptable time of a first creation
    #[arg(long, value_name = "TIME", default_value = "5s")]
    pub limit: WrittenDuration,
    /// Longest acceptable time of a repeated one
    ///
    /// After the first in its process. By default that of a first.
    #[arg(long, value_name = "TIME")]
    pub repeat_limit: Option<WrittenDuration>,
    /// Exactly this many first creations
    ///
    /// By default as many as the verdict needs.
    #[arg(short = 'n', long, value_name = "N")]
    pub samples: Option<Samples>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub open: OpenArgs,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
pub struct Growth {
    #[command(flatten)]
    pub factory: Factory,
    /// Most that may stay in memory
    #[arg(long, value_name = "SIZE", default_value = "50MB")]
    pub limit: WrittenSize,
    /// Objects in each round
    #[arg(long, value_name = "N", default_value = "10")]
    pub objects: Objects,
    /// Rounds, at least 10
    #[arg(long, value_name = "N", default_value = "20")]
    pub rounds: Rounds,
    /// Objects that the service makes in an hour
    ///
    /// A leak is then projected in hours too.
    #[arg(long, value_name = "N")]
    pub per_hour: Option<HourlyRate>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub open: OpenArgs,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}
