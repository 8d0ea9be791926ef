//! The arguments, as clap reads them. The doc comments are the help that users see.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{BaselineName, Cache, Conditions, Limits, Settings};
use crate::quantity::{WrittenDuration, WrittenRatio, WrittenSize};
use crate::report::export::Export;
use crate::session::Conduct;

const AFTER: &str = "\
Examples:
  vitals probe import fastapi                 how long does the import take, and why
  vitals probe create boto3:client --arg \"'s3'\" --kwarg region_name=\"'eu-west-1'\"
  vitals check                                all that vitals.toml lists
  vitals compare main .                       is this working tree slower than main, and why
  vitals baseline capture before-phase-2      keep how it is now; then `check --baseline before-phase-2`
  vitals explain fastapi --export speedscope -o fastapi.json
  vitals init                                 write a first vitals.toml

Exit codes:
  0 pass   1 fail or error   2 inconclusive or vacuous
  64 usage or configuration   70 the tool's own fault   130 interrupted";

/// The vital signs of a Python service: import latency, creation time, memory growth, and a verdict
#[derive(Debug, Parser)]
#[command(name = "vitals", version, after_help = AFTER, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure one thing now, without a configuration
    Probe(Probe),
    /// Measure all that vitals.toml or [tool.vitals] lists
    Check(Check),
    /// Measure two variants in turn: is one slower, and which modules make the difference
    Compare(Compare),
    /// Keep a measurement under a name, to compare with later
    Baseline(Baseline),
    /// Show the whole module tree of an import, or export its trace for a viewer
    Explain(Explain),
    /// Write a commented vitals.toml after a look at the project
    Init(Init),
}

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

/// How a run is conducted.
#[derive(Clone, Debug, Args)]
pub struct Conducting {
    /// A python, or a virtual environment's folder [default: the configuration's, VIRTUAL_ENV, .venv, python3]
    #[arg(long, value_name = "PATH", help_heading = "Target")]
    pub python: Option<PathBuf>,
    /// Where the target runs; put on sys.path as `python -c` does [default: the configuration's, or here]
    #[arg(long, value_name = "DIR", help_heading = "Target")]
    pub root: Option<PathBuf>,
    /// A variable for the target; may be given more than once
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Target")]
    pub environment: Vec<(String, String)>,
    /// Address space of each worker, e.g. 2GB
    #[arg(long, value_name = "SIZE", help_heading = "Target")]
    pub address_space: Option<WrittenSize>,
    /// Processor time of each worker, e.g. 30s
    #[arg(long, value_name = "TIME", help_heading = "Target")]
    pub cpu_time: Option<WrittenDuration>,
    /// Run on this processor alone [default: on any, as the service does]
    #[arg(long, value_name = "CPU", help_heading = "Conditions")]
    pub pin: Option<u32>,
    /// Load everything at fixed addresses
    #[arg(long, help_heading = "Conditions")]
    pub no_aslr: bool,
    /// Fix the seed of Python's hashes, and so the order of its sets
    #[arg(long, value_name = "N", help_heading = "Conditions")]
    pub hash_seed: Option<u32>,
    /// The longest that one import, creation or round may take [default: 60s]
    #[arg(long, value_name = "TIME", help_heading = "Conduct")]
    pub timeout: Option<WrittenDuration>,
    /// The longest that the whole run may take [default: 3m for each probe]
    #[arg(long, value_name = "TIME", help_heading = "Conduct")]
    pub budget: Option<WrittenDuration>,
    /// Go on with a probe after a sample that failed
    #[arg(long, help_heading = "Conduct")]
    pub keep_going: bool,
    /// What is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// No progress on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A verdict table, and reasons for what did not pass
    #[default]
    Human,
    /// One document with everything that was measured
    Json,
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
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub samples: Option<u32>,
    /// What is cached when a sample begins
    #[arg(long, value_enum, default_value_t)]
    pub cache: Cache,
    /// Do not trace the modules: the last per cent of fidelity, without the cause
    #[arg(long)]
    pub no_trace: bool,
    #[command(flatten)]
    pub conducting: Conducting,
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
    #[arg(long = "kwarg", value_name = "NAME=EXPR", value_parser = assignment)]
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
    /// Exactly this many first creations [default: as many as the verdict needs]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub samples: Option<u32>,
    #[command(flatten)]
    pub conducting: Conducting,
}

#[derive(Debug, Args)]
pub struct Growth {
    #[command(flatten)]
    pub factory: Factory,
    /// Most that may stay in memory
    #[arg(long, value_name = "SIZE", default_value = "50MB")]
    pub limit: WrittenSize,
    /// Objects in each round
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub objects: u32,
    /// Rounds
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(10..))]
    pub rounds: u32,
    /// Objects that the service makes in an hour: a leak is then projected in hours too
    #[arg(long, value_name = "N")]
    pub per_hour: Option<f64>,
    #[command(flatten)]
    pub conducting: Conducting,
}

#[derive(Debug, Args)]
pub struct Check {
    /// The configuration [default: the nearest vitals.toml, or pyproject.toml with [tool.vitals]]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where reports are written [default: reports/ beside the configuration]
    #[arg(long, value_name = "DIR")]
    pub reports: Option<PathBuf>,
    /// Write no report
    #[arg(long, conflicts_with = "reports")]
    pub no_report: bool,
    /// End at the first probe that does not pass
    #[arg(long)]
    pub fail_fast: bool,
    /// Tell reasons and modules of what passed too
    #[arg(short, long)]
    pub verbose: bool,
    /// Compare with this baseline too: its commit is measured beside, where it is at hand
    #[arg(long, value_name = "NAME", help_heading = "Baseline")]
    pub baseline: Option<BaselineName>,
    /// Insist on measuring the baseline's commit
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    pub replay: bool,
    /// Compare the stored numbers, by a yardstick that is measured beside them
    #[arg(long, requires = "baseline", conflicts_with = "replay", help_heading = "Baseline")]
    pub no_replay: bool,
    /// A baseline that is older than this decides nothing, e.g. 720h
    #[arg(long, value_name = "TIME", requires = "baseline", help_heading = "Baseline")]
    pub max_age: Option<WrittenDuration>,
    #[command(flatten)]
    pub conducting: Conducting,
}

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
    List(Place),
    /// What a baseline holds
    Show(Named),
    /// Two baselines against each other, by their yardsticks
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
    /// The configuration [default: the nearest vitals.toml, or pyproject.toml with [tool.vitals]]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub conducting: Conducting,
}

/// Where the baselines are.
#[derive(Debug, Args)]
pub struct Place {
    /// The configuration that they belong to [default: the nearest]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct Named {
    /// The baseline's name
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub name: String,
    #[command(flatten)]
    pub place: Place,
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
    pub place: Place,
}

#[derive(Debug, Args)]
#[command(after_help = COMPARE_AFTER)]
pub struct Compare {
    /// What is compared with: a git revision, `.`, py:PATH, env:NAME=VALUE, baseline:NAME
    #[arg(value_name = "BASE", allow_hyphen_values = true)]
    pub base: String,
    /// What is in question, likewise
    #[arg(value_name = "CANDIDATE", allow_hyphen_values = true)]
    pub candidate: String,
    /// Compare the import of this module, without a configuration; may be given more than once
    #[arg(long = "import", value_name = "MODULE", allow_hyphen_values = true, conflicts_with = "config")]
    pub imports: Vec<String>,
    /// The configuration [default: the nearest vitals.toml, or pyproject.toml with [tool.vitals]]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How much slower is no regression [default: `regression` of the probe, or 10%]
    #[arg(long, value_name = "PERCENT", conflicts_with = "any_change", help_heading = "Decision")]
    pub tolerance: Option<WrittenRatio>,
    /// Ask for any change at all: more pairs, and wrong in at most one run of a hundred
    #[arg(long, help_heading = "Decision")]
    pub any_change: bool,
    /// Exactly this many pairs [default: as many as the verdict needs, at most 40; 80 with --any-change]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(6..), help_heading = "Decision")]
    pub pairs: Option<u32>,
    /// Seed of the order in which the variants take turns [default: drawn, and recorded]
    #[arg(long, value_name = "N", help_heading = "Decision")]
    pub seed: Option<u64>,
    /// Where reports are written [default: reports/ beside the configuration; none with --import]
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub reports: Option<PathBuf>,
    /// Write no report
    #[arg(long, conflicts_with = "reports", help_heading = "Output")]
    pub no_report: bool,
    /// Tell reasons and evidence of what passed too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub conducting: Conducting,
}

const COMPARE_AFTER: &str = "\
Examples:
  vitals compare main .                       this working tree against main
  vitals compare v1.2 v1.3                    two releases; the checkout is not touched
  vitals compare py:3.11 py:3.13              two interpreters
  vitals compare py:old/.venv py:new/.venv --import boto3    an upgrade
  vitals compare env:LAZY=0 env:LAZY=1
  vitals compare baseline:before-phase-2 .

The two take turns, so that both see the same machine. `regressed` is said wrongly at most once in
1,000 runs, whatever the noise; the run ends as soon as the answer is certain.";

#[derive(Debug, Args)]
pub struct Explain {
    /// The module, as in an import statement
    #[arg(value_name = "MODULE", allow_hyphen_values = true)]
    pub module: String,
    /// Write the trace in this format instead of the tree
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub export: Option<Export>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Most lines of the tree: the costliest, and the way to them
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub lines: usize,
    #[command(flatten)]
    pub conducting: Conducting,
}

#[derive(Debug, Args)]
pub struct Init {
    /// The project
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Print it instead of writing it
    #[arg(long)]
    pub dry_run: bool,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, _)) if name.is_empty() || name.contains('\0') => {
            Err("the name before `=` is empty".into())
        }
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("write NAME=VALUE".into()),
    }
}

impl Conducting {
    /// As the session takes it.
    pub fn conduct(&self) -> Conduct {
        Conduct {
            python: self.python.clone(),
            timeout: self.timeout.map(|time| time.0),
            budget: self.budget.map(|time| time.0),
            keep_going: self.keep_going,
            fail_fast: false,
            command: std::env::args().collect(),
        }
    }

    /// Puts what the command line says over what the configuration says.
    pub fn apply(&self, settings: &mut Settings) {
        if let Some(root) = &self.root {
            settings.root = root.clone();
        }
        settings.environment.extend(self.environment.iter().cloned());
        settings.limits = self.limits(settings.limits);
        settings.conditions = self.conditions();
    }

    /// What is held still.
    pub fn conditions(&self) -> Conditions {
        Conditions { processor: self.pin, fixed_addresses: self.no_aslr, hash_seed: self.hash_seed }
    }

    /// Limits of the workers; those of the command line win.
    pub fn limits(&self, configured: Limits) -> Limits {
        Limits {
            address_space: self.address_space.map(|size| size.0).or(configured.address_space),
            cpu_time: self.cpu_time.map(|time| time.0).or(configured.cpu_time),
        }
    }
}
