//! `vitals escalate`: who is called when.

use clap::{Args, Subcommand};

use super::config::ConfigArgs;
use super::examples::brief;
use crate::escalation::{Answer, Question};
use crate::quantity::WrittenDuration;

#[derive(Debug, Args)]
#[command(after_help = brief::ESCALATE, disable_help_subcommand = true, args_conflicts_with_subcommands = true)]
pub struct Escalate {
    #[command(subcommand)]
    pub action: Option<EscalateAction>,
    #[command(flatten)]
    pub status: EscalateStatus,
}

#[derive(Debug, Subcommand)]
pub enum EscalateAction {
    /// Who is called now and why, what is asked, and who is next
    #[command(after_help = brief::ESCALATE_STATUS)]
    Status(EscalateStatus),
    /// Say that somebody is there: the clock of the level stops
    #[command(after_help = brief::ESCALATE_ACK)]
    Ack(EscalateAck),
    /// Answer what only a person knows
    ///
    /// Yes calls the next level at once, no never; what is unknown for too long calls it too.
    #[command(after_help = brief::ESCALATE_ANSWER)]
    Answer(EscalateAnswer),
    /// Keep the clock of the open incident until it is closed
    ///
    /// Its state is the incident's journal: it can be ended and started again at any time.
    #[command(after_help = brief::ESCALATE_WATCH)]
    Watch(EscalateWatch),
    /// Send a marked test to each level; show who acknowledged the last one
    #[command(after_help = brief::ESCALATE_TEST)]
    Test(EscalateTest),
    /// What is wrong with levels, contacts and rules, each with its line
    #[command(after_help = brief::ESCALATE_LINT)]
    Lint(EscalateLint),
    /// Add the shipped levels and rules to vitals.toml, with contacts to fill in
    #[command(after_help = brief::ESCALATE_INIT)]
    Init(EscalateInit),
}

#[derive(Clone, Debug, Args)]
pub struct EscalateStatus {
    /// Send what is due [default: show it]
    #[arg(long)]
    pub send: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct EscalateAck {
    /// The beginning of a call's key [default: all calls of one's level]
    #[arg(value_name = "KEY")]
    pub key: Option<String>,
    /// Who: a contact's name [default: the contact with this account]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct EscalateAnswer {
    /// What is answered, such as customer-reports
    ///
    /// customer-reports, data-exposure, revenue, compliance, database-integrity, external-service, scope-uncertain; of vendors
    /// infrastructure, third-party, expertise, legal.
    #[arg(value_name = "QUESTION", value_parser = question)]
    pub question: Question,
    /// yes, no or unknown
    #[arg(value_name = "ANSWER", value_parser = answer)]
    pub answer: Answer,
    /// Who: a contact's name [default: the contact with this account]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct EscalateWatch {
    /// Send what is due [default: show it]
    #[arg(long)]
    pub send: bool,
    /// Rehearse on a clock that jumps from one call to the next, for so long after the beginning
    #[arg(long, value_name = "TIME", hide = true)]
    pub as_if: Option<WrittenDuration>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, Args)]
pub struct EscalateTest {
    /// Only this level [default: all]
    #[arg(value_name = "LEVEL")]
    pub level: Option<String>,
    /// Send it [default: show to whom, and how the last one went]
    #[arg(long)]
    pub send: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
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

fn question(text: &str) -> Result<Question, String> {
    let found = Question::ALL.into_iter().find(|question| question.word() == text);
    found.ok_or_else(|| {
        let words = Question::ALL.map(Question::word).join(", ");
        format!("it is none of {words}")
    })
}

fn answer(text: &str) -> Result<Answer, String> {
    match text {
        "yes" => Ok(Answer::Yes),
        "no" => Ok(Answer::No),
        "unknown" => Ok(Answer::Unknown),
        _ => Err("write yes, no or unknown".to_owned()),
    }
}
