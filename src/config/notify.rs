//! Who hears of what is new.

use std::path::PathBuf;

use serde::Deserialize;

use super::command_line::CommandLine;

/// A `[[notify]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverSettings {
    /// Its name, unique.
    pub name: String,
    /// What it is.
    pub kind: ReceiverKind,
    /// What it hears of.
    pub when: Vec<Occasion>,
}

/// What something new comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    /// `vitals nightly`.
    Night,
    /// `vitals health --watch`.
    Watch,
}

/// What receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverKind {
    /// A program: the notice as JSON on its standard input.
    Command(CommandLine),
    /// A file: a line of JSON for each notice.
    File(PathBuf),
    /// A program that takes a message with its headers, as `sendmail -t` does.
    Mail {
        /// The program.
        command: CommandLine,
        /// Whose message it is.
        from: String,
        /// Who gets it.
        to: Vec<String>,
    },
    /// A webhook that takes Slack's messages.
    Slack(Secret),
    /// A webhook that takes the adaptive cards of Teams.
    Teams(Secret),
    /// Prometheus' Alertmanager: its address, without `/api/v2/alerts`.
    Alertmanager(String),
    /// A collector of OpenTelemetry metrics: its address, without `/v1/metrics`. It gets the numbers of runs, and no notice.
    Otlp(String),
    /// PagerDuty's events, version 2.
    PagerDuty {
        /// Of the service's integration.
        routing_key: Secret,
        /// Where events are taken.
        url: String,
    },
}

/// Something secret: never written into the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// The value of a variable.
    Variable(String),
    /// The content of a file.
    File(PathBuf),
}
