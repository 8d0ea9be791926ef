//! `vitals probe`.

use clap::{Args, Subcommand};

use super::config::TargetConfigArgs;
use super::output::OutputArgs;
use super::run::RunArgs;
use super::value::keyword;
use crate::config::Cache;
use crate::quantity::{HourlyRate, Objects, Rounds, Samples, WrittenDuration, WrittenSize};

#[derive(Debug, Args)]
pub struct Probe {
    #[command(subcommand)]
    pub kind: ProbeKind,
}

#[derive(Debug, Subcommand)]
pub enum ProbeKind {
    /// How long a module takes to import, and which of its modules take the time
    Import(Import),
    /// How long an object takes to make: the first in a fresh process, and those after it
    Create(Create),
    /// What stays in memory when objects are made and dropped, round after round
    Growth(Growth),
}

#[derive(Debug, Args)]
pub struct Import {
    /// The module, as in an import statement
    #[arg(value_name = "MODULE", allow_hyphen_values = true)]
    pub module: String,
    /// Longest acceptable time
    #[arg(long, value_name = "TIME", default_value = "2s")]
    pub limit: WrittenDuration,
    /// Exactly this many samples [default: as many as the verdict needs, at most 40]
    #[arg(short = 'n', long, value_name = "N")]
    pub samples: Option<Samples>,
    /// What is cached when a sample begins
    #[arg(long, value_enum, default_value_t)]
    pub cache: Cache,
    /// Python source that runs before the import, in each process; it is not measured
    #[arg(long, value_name = "CODE")]
    pub setup: Option<String>,
    /// Do not trace the modules: the last per cent of fidelity, without the cause
    #[arg(long)]
    pub no_trace: bool,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

/// How an object is made.
#[derive(Debug, Args)]
pub struct Factory {
    /// The factory, as package.module:callable; it may be async
    #[arg(value_name = "FACTORY", allow_hyphen_values = true)]
    pub factory: String,
    /// An argument: a Python expression, in which `i` counts creations from 0; may be given more than once
    #[arg(long = "arg", value_name = "EXPR", allow_hyphen_values = true)]
    pub args: Vec<String>,
    /// A keyword argument: a name and a Python expression; may be given more than once
    #[arg(long = "kwarg", value_name = "NAME=EXPR", value_parser = keyword)]
    pub kwargs: Vec<(String, String)>,
    /// Python source that runs once before; the expressions may use its names
    #[arg(long, value_name = "CODE")]
    pub setup: Option<String>,
    /// Python source that runs after each creation; the object is `made`, and it may await
    #[arg(long, value_name = "CODE")]
    pub cleanup: Option<String>,
    /// The type that the object must have, by name; a base class will do
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
    /// Longest acceptable time of a repeated one, after the first in its process [default: that of a first]
    #[arg(long, value_name = "TIME")]
    pub repeat_limit: Option<WrittenDuration>,
    /// Exactly this many first creations [default: as many as the verdict needs]
    #[arg(short = 'n', long, value_name = "N")]
    pub samples: Option<Samples>,
    #[command(flatten)]
    pub output_args: OutputArgs,
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
    /// Objects that the service makes in an hour: a leak is then projected in hours too
    #[arg(long, value_name = "N")]
    pub per_hour: Option<HourlyRate>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}
