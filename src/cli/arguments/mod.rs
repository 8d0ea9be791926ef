//! The arguments, as clap reads them. The doc comments are the help that users see.

mod baseline;
mod compare;
mod chaos;
mod config;
mod doctor;
mod escalate;
mod examples;
mod format;
mod run;
mod help;
mod history;
mod imports;
mod drill;
mod incident;
mod incident_look;
mod incident_report;
mod ledger;
mod lock_search;
mod acting;
mod bisect;
mod nightly;
mod notify;
mod only;
mod phase;
mod probe;
mod pull_request;
mod report;
mod respond;
mod rollback;
mod rollback_plan;
mod output;
mod value;
mod shell;
mod websocket;
#[cfg(test)]
mod help_tests;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::ArgValueCandidates;

pub use self::config::ConfigArgs;
pub use self::config::TargetConfigArgs;
use self::examples::{brief, whole};
use self::format::{Written, written};
use self::value::pause;
use crate::cli::candidates;
use crate::config::BaselineName;
use crate::quantity::{Lines, WrittenDuration};
use crate::report::export::Export;

pub use baseline::{Baseline, BaselineAction, BaselineArgs, BaselineDiff, Capture, Named};
pub use bisect::Bisect;
pub use chaos::{Chaos, ChaosAction, ChaosRun};
pub use compare::Compare;
pub use doctor::Doctor;
pub use drill::Drill;
pub use escalate::{
    Escalate, EscalateAck, EscalateAction, EscalateAnswer, EscalateInit, EscalateLint, EscalateStatus,
    EscalateTest, EscalateWatch,
};
pub use format::PlainFormat;
pub use help::Help;
#[cfg(test)]
pub use help::TOPIC_NAMES;
pub use history::{
    Choice, ExportFormat, History, HistoryAction, HistoryExport, HistoryImport, HistoryList, HistoryPlace,
    HistoryPrune, HistoryShow, ListFormat, PastReport, PastRun,
};
pub use imports::Imports;
pub use incident::{
    DuringIncidentArgs, Incident, IncidentAction, IncidentAnswer, IncidentAttest, IncidentClose,
    IncidentEvidence, IncidentList, IncidentNote, IncidentOpen, IncidentShow,
};
pub use incident_look::IncidentLook;
pub use incident_report::{IncidentReport, ReportFormat};
pub use ledger::Ledger;
pub use lock_search::LockArgs;
pub use nightly::{Accept, NightArguments, Nightly, NightlyAction, Trend};
pub use notify::Notify;
pub use only::{ONLY, OnlyArgs};
pub use output::{Output, OutputArgs, expect_own_files};
pub use phase::{Phase, PhaseAction, PhaseList, PhaseMark};
pub use probe::{Create, Factory, Growth, Import, Probe, ProbeKind};
pub use pull_request::{FailOn, PostArgs, PullRequest};
pub use report::{HistoryArgs, OpenArgs, ReportArgs};
pub use respond::Respond;
pub use rollback::{
    ApplyArgs, ApproveArgs, PublishArgs, RecoverArgs, Rollback, RollbackAction, StatusArgs, UndoArgs,
};
pub use rollback_plan::PlanArgs;
pub use run::RunArgs;
pub use shell::{Completions, Man, Shell};
pub use websocket::Websocket;

/// The vital signs of a Python service, with a verdict
///
/// Import latency, creation time and memory growth, measured inside the service's own interpreter.
#[derive(Debug, Parser)]
#[command(name = "vitals", version, max_term_width = 80, disable_help_subcommand = true)]
#[command(after_help = brief::VITALS, after_long_help = whole::VITALS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure one thing now, which the command line describes
    ///
    /// The target is that of vitals.toml where there is one.
    Probe(Probe),
    /// Measure all that vitals.toml or [tool.vitals] lists
    Check(Check),
    /// Measure two variants, interleaved: is one slower, and why
    Compare(Compare),
    /// Compare a branch with its base, as far as the change reaches
    ///
    /// Only the probes whose imports or configuration it touches are measured.
    Pr(PullRequest),
    /// Keep a measurement under a name, to compare with later
    Baseline(Baseline),
    /// Run all checks, each with evidence, and give a score
    Health(Health),
    /// Measure the night, store it, and report only what is new
    Nightly(Nightly),
    /// Send what receivers were not sent yet, or a test
    ///
    /// Nights and `health --watch` send by themselves what is new.
    Notify(Notify),
    /// Draw how a probe went over the nights, with its change-points
    Trend(Trend),
    /// Every recorded run: list, show, export, import, prune
    History(History),
    /// Mark where a phase of a migration begins and ends
    Phase(Phase),
    /// Which commits were seen green, by which checks, and when
    Ledger(Ledger),
    /// Show the report of a past run again, from the history
    Report(PastReport),
    /// Woken up: what is wrong, why, and what next, within a minute
    Triage(Triage),
    /// An emergency from the first look to green, against its clock
    ///
    /// Each step is a command that is printed before it runs; the incident's journal has it, so that a killed run goes on where it was.
    Respond(Respond),
    /// Prove that each check can fail: run it with a fault injected
    Audit(Audit),
    /// Back to green: plan, verify, apply, undo
    Rollback(Rollback),
    /// Rehearse an emergency in a clone, against its clock
    ///
    /// A fault is put into a scratch clone, and led back to green by the project's own checks: seen for what it is, the commit named,
    /// a rollback verified and applied.
    Drill(Drill),
    /// What would fail in an emergency, and the command that fixes it
    Doctor(Doctor),
    /// Run an experiment of the Chaos Toolkit, as far as it is safe
    Chaos(Chaos),
    /// Who is called in an incident and why; acknowledge, watch, test
    Escalate(Escalate),
    /// One journal of all that happens until it is over, and its report
    Incident(Incident),
    /// Show the module tree of an import, or export its trace
    Explain(Explain),
    /// Read the source: which modules import each other in a circle
    ///
    /// And which commit closed the circle, why a module is imported, and who uses a name.
    Imports(Imports),
    /// Find the commit at fault, or the upgrade between two lock files
    ///
    /// Between a good commit and a bad one: by the line at fault first, then by a search under noise. With --lock in environments of
    /// mixtures of both, then among the releases of that package.
    Bisect(Bisect),
    /// Write a commented vitals.toml after a look at the project
    Init(Init),
    /// Speak with the service: the websocket checks alone
    Websocket(Websocket),
    /// Explain a command or a topic, such as `vitals help formats`
    Help(Help),
    /// The script by which a shell completes names of the project
    Completions(Completions),
    /// A page for man, or all of them
    Man(Man),
}

impl Command {
    /// As what its report is written, of those that have one.
    pub fn output_args(&self) -> Option<&OutputArgs> {
        Some(match self {
            Self::Probe(Probe { kind }) => match kind {
                ProbeKind::Import(import) => &import.output_args,
                ProbeKind::Create(create) => &create.output_args,
                ProbeKind::Growth(growth) => &growth.output_args,
            },
            Self::Check(check) => &check.output_args,
            Self::Compare(compare) => &compare.output_args,
            Self::Pr(pull_request) => &pull_request.output_args,
            Self::Health(health) => &health.output_args,
            Self::Nightly(nightly) => &nightly.night.output_args,
            Self::Triage(triage) => &triage.output_args,
            Self::Audit(audit) => &audit.output_args,
            Self::Websocket(websocket) => &websocket.output_args,
            Self::Imports(imports) => &imports.output_args,
            Self::Trend(trend) => &trend.output_args,
            Self::Report(past) => &past.output_args,
            Self::Baseline(_)
            | Self::History(_)
            | Self::Rollback(_)
            | Self::Respond(_)
            | Self::Escalate(_)
            | Self::Incident(_)
            | Self::Ledger(_)
            | Self::Drill(_)
            | Self::Doctor(_)
            | Self::Chaos(_)
            | Self::Phase(_)
            | Self::Explain(_)
            | Self::Bisect(_)
            | Self::Notify(_)
            | Self::Init(_)
            | Self::Help(_)
            | Self::Completions(_)
            | Self::Man(_) => {
                return None;
            }
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = brief::CHECK, after_long_help = whole::CHECK)]
pub struct Check {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// End at the first probe that does not pass
    #[arg(long)]
    pub fail_fast: bool,
    /// Show what passed in full too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    /// Compare with this baseline too
    ///
    /// Its commit is measured beside, where it is at hand.
    #[arg(long, value_name = "NAME", help_heading = "Baseline")]
    #[arg(add = ArgValueCandidates::new(candidates::baselines))]
    pub baseline: Option<BaselineName>,
    /// Insist on measuring the baseline's commit
    #[arg(long, requires = "baseline", help_heading = "Baseline", hide_short_help = true)]
    pub replay: bool,
    /// Compare the stored numbers, by a calibration that is measured beside them
    #[arg(
        long,
        requires = "baseline",
        conflicts_with = "replay",
        help_heading = "Baseline",
        hide_short_help = true
    )]
    pub no_replay: bool,
    /// A baseline that is older than this decides nothing, e.g. 720h
    #[arg(
        long,
        value_name = "TIME",
        requires = "baseline",
        help_heading = "Baseline",
        hide_short_help = true
    )]
    pub max_age: Option<WrittenDuration>,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub history_args: HistoryArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::HEALTH, after_long_help = whole::HEALTH)]
pub struct Health {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Only checks with this tag
    ///
    /// May be given more than once.
    #[arg(long = "tag", value_name = "TAG")]
    #[arg(add = ArgValueCandidates::new(candidates::tags))]
    pub tags: Vec<String>,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// Repeat after this time, at least 1s, and show changes only
    ///
    /// Until Ctrl-C, or until nobody reads the output.
    #[arg(long, value_name = "TIME", value_parser = pause, conflicts_with = "open")]
    pub watch: Option<WrittenDuration>,
    /// One plugin line, and a plugin's exit codes
    #[arg(long, conflicts_with = "watch")]
    pub nagios: bool,
    /// Show what passed in full too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub history_args: HistoryArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::TRIAGE, after_long_help = whole::TRIAGE)]
pub struct Triage {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub open: OpenArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::AUDIT)]
pub struct Audit {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    #[command(flatten)]
    pub history_args: HistoryArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::EXPLAIN, after_long_help = whole::EXPLAIN)]
pub struct Explain {
    /// The module, as in an import statement
    #[arg(value_name = "MODULE", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::modules))]
    pub module: String,
    /// Print the trace in this format instead of the tree
    ///
    /// `vitals help formats` lists them.
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub export: Option<Export>,
    /// Write it to this file too, e.g. flame.svg
    ///
    /// The format is FORMAT, else that of --export, else a flame graph where the path ends in .svg, else the tree. `-` is standard
    /// output. May be given more than once. With --export, standard output gets nothing else.
    #[arg(short = 'o', long = "output", value_name = "[FORMAT=]PATH", value_parser = written::<Export>)]
    pub outputs: Vec<Written<Export>>,
    /// Most lines of the tree
    ///
    /// The costliest, and the path to them.
    #[arg(long, value_name = "N", default_value = "60")]
    pub lines: Lines,
    #[command(flatten)]
    pub config: TargetConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = brief::INIT, after_long_help = whole::INIT)]
pub struct Init {
    /// The project
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Print it instead of writing it
    #[arg(long)]
    pub dry_run: bool,
    /// Run what is proposed once, and leave out what cannot work
    ///
    /// With the reason.
    #[arg(long)]
    pub measure: bool,
    /// The project's python, or its environment's folder
    ///
    /// By default .venv and the like beside it.
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
    /// The longest that --measure may take [default: 2m]
    #[arg(long, value_name = "TIME", requires = "measure")]
    pub budget: Option<WrittenDuration>,
    /// No progress on standard error
    #[arg(short, long)]
    pub quiet: bool,
}
