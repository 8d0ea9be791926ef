//! `vitals incident`: one journal of all that happens until it is over.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::PlainFormat;
use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::format::FormatArgs;
use super::incident_look::IncidentLook;
use super::incident_report::IncidentReport;
use super::value::coming;
use crate::incident::{Answer, Scenario, Section, Severity};
use crate::quantity::WrittenDuration;

#[derive(Debug, Args)]
#[command(after_help = brief::INCIDENT, after_long_help = whole::INCIDENT, disable_help_subcommand = true)]
pub struct Incident {
    #[command(subcommand)]
    pub action: IncidentAction,
}

#[derive(Debug, Subcommand)]
pub enum IncidentAction {
    /// Begin the journal; phases and new baselines wait until it is over
    #[command(after_help = brief::INCIDENT_OPEN)]
    Open(IncidentOpen),
    /// Write something down, or a section of the report
    #[command(after_help = brief::INCIDENT_NOTE)]
    Note(IncidentNote),
    /// Write a section of the report that only a person knows
    #[command(after_help = brief::INCIDENT_ANSWER)]
    Answer(IncidentAnswer),
    /// Vouch for what no program can see, until a time
    #[command(after_help = brief::INCIDENT_ATTEST)]
    Attest(IncidentAttest),
    /// Keep what shows what happened, before anything is taken back
    #[command(after_help = brief::INCIDENT_EVIDENCE)]
    Evidence(IncidentEvidence),
    /// Run the checks that follow an emergency; 0 only where all hold
    #[command(after_help = brief::INCIDENT_CHECKLIST)]
    Checklist(Box<IncidentLook>),
    /// Go through the whole list of recovery; 0 only where all hold
    #[command(after_help = brief::INCIDENT_RECOVERY)]
    ValidateRecovery(Box<IncidentLook>),
    /// All that happened, entry by entry
    #[command(after_help = brief::INCIDENT_SHOW)]
    Show(IncidentShow),
    /// All incidents of the repository
    #[command(after_help = brief::INCIDENT_LIST)]
    List(IncidentList),
    /// The report, made of the journal and the history
    #[command(after_help = brief::INCIDENT_REPORT)]
    Report(IncidentReport),
    /// What a person must still write; 1 where anything is missing
    #[command(after_help = brief::INCIDENT_LINT)]
    Lint(IncidentShow),
    /// End it, where nothing is missing
    #[command(after_help = brief::INCIDENT_CLOSE)]
    Close(IncidentClose),
}

#[derive(Debug, Args)]
pub struct IncidentOpen {
    /// Its name: letters, digits, `.`, `_` and `-`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// 1 to 4, the worst [default: by the scenario, else 1]
    #[arg(long, value_name = "LEVEL", value_parser = severity)]
    pub severity: Option<Severity>,
    /// golden-path, isolation, cascade or performance
    #[arg(long, value_name = "SCENARIO", value_parser = scenario(), hide_possible_values = true)]
    pub scenario: Option<Scenario>,
    /// What happened, as far as is known
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentNote {
    /// What is to be kept
    #[arg(value_name = "TEXT", allow_hyphen_values = true, required_unless_present = "from_alertmanager")]
    pub text: Option<String>,
    /// The alerts of an Alertmanager webhook (version 4) in this file
    ///
    /// `/dev/stdin` reads standard input. An alert that stands in the journal already is not added again.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "section"])]
    pub from_alertmanager: Option<PathBuf>,
    /// As this section of the report
    #[arg(long, value_name = "SECTION", value_parser = section())]
    pub section: Option<Section>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentAnswer {
    /// Which section
    #[arg(value_name = "SECTION", value_parser = section())]
    pub section: Section,
    /// What it says; it takes the place of what it said before
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub text: String,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentAttest {
    /// A line of the list of recovery, by its name, or a question in words
    #[arg(value_name = "QUESTION")]
    pub question: String,
    /// yes, no or unknown
    #[arg(value_name = "ANSWER", value_parser = answer(), hide_possible_values = true)]
    pub answer: Answer,
    /// Who says so [default: whoever runs this]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// It counts so long, or until then: 24h, 2026-12-24T18:00:00Z
    #[arg(long, value_name = "TIME", value_parser = coming)]
    pub until: Option<Timestamp>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentEvidence {
    /// The longest that it may take [default: 10s]
    #[arg(long, value_name = "TIME")]
    pub budget: Option<WrittenDuration>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentShow {
    /// Which, by its name or the beginning of its identity [default: the open one, else the last]
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentList {
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct IncidentClose {
    /// Close it although something is missing, for this reason
    ///
    /// The reason and what was missing are written to the journal.
    #[arg(long, value_name = "REASON")]
    pub anyway: Option<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// What is let through during an incident.
#[derive(Clone, Debug, Default, Args)]
pub struct DuringIncidentArgs {
    /// Go on although an incident is open, for this reason
    ///
    /// Phases and new baselines wait until it is over. The reason is written to its journal.
    #[arg(id = "during_incident", long = "during-incident", value_name = "REASON", hide_short_help = true)]
    pub reason: Option<String>,
}

fn severity(text: &str) -> Result<Severity, String> {
    let level: u8 = text.parse().unwrap_or_default();
    Severity::try_from(level).map_err(|error| error.to_string())
}

fn scenario() -> impl TypedValueParser<Value = Scenario> {
    PossibleValuesParser::new(Scenario::ALL.map(Scenario::word))
        .try_map(|word| Scenario::of(&word).ok_or("no scenario"))
}

fn section() -> impl TypedValueParser<Value = Section> {
    PossibleValuesParser::new(Section::ALL.map(Section::word))
        .try_map(|word| Section::of(&word).ok_or("no section"))
}

fn answer() -> impl TypedValueParser<Value = Answer> {
    PossibleValuesParser::new(Answer::ALL.map(Answer::word))
        .try_map(|word| Answer::of(&word).ok_or("no answer"))
}
