//! What a report is written as: each format is a function of the report, and has a file here.

mod csv;
mod error;
mod github;
mod junit;
mod markdown;
mod nagios;
mod openmetrics;
mod otlp;
mod plain;
mod sarif;
mod workspace;

use super::html::Links;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::{Detail, Report};

pub use error::RenderError;
pub use github::{annotations, step_summary};
pub use markdown::{COMMENT, STEP_SUMMARY, markdown as comment};
pub use nagios::{NAGIOS_UNKNOWN, nagios_code, nagios_unknown};
pub use otlp::otlp;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A verdict table, and reasons for what did not pass
    #[default]
    Human,
    /// One document with everything that was measured; docs/schema has its shape
    Json,
    /// For GitLab, Jenkins and GitHub: a test case for each probe or check
    Junit,
    /// For a pull request: a table, and the causes folded
    Markdown,
    /// One line for Nagios, Icinga and their like; the exit code is a plugin's
    Nagios,
    /// Metrics for the node exporter's textfile collector
    Openmetrics,
    /// What did not pass, for code scanning and editors (SARIF 2.1.0)
    Sarif,
    /// Every sample, a row each
    Csv,
    /// A page with charts, in one file
    Html,
}

impl Format {
    /// Its name, as `--format` takes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Nagios => "nagios",
            Self::Openmetrics => "openmetrics",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }
}

/// A format that says nothing of this kind of report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("{kind} has no {}", format.word())]
#[diagnostic(help("it judges nothing that this format could hold; ask for {offered}"))]
pub struct Unfit {
    /// What was asked to be written.
    pub kind: &'static str,
    /// As what.
    pub format: Format,
    /// What there is instead.
    pub offered: &'static str,
}

/// Whether a command's report can be written so; asked before anything is measured.
///
/// # Errors
/// Where the format says nothing of such a report.
pub fn fits(kind: Kind, format: Format) -> Result<(), Unfit> {
    use Format::{Csv, Html, Junit, Markdown, Nagios, Openmetrics, Sarif};
    let (kind, unfit, offered): (_, &[Format], _) = match kind {
        Kind::Measured => return Ok(()),
        Kind::Graph => {
            ("an import graph", &[Nagios, Openmetrics, Csv, Html], "human, json, junit, markdown or sarif")
        }
        Kind::Audit => {
            ("an audit", &[Csv, Html], "human, json, junit, markdown, nagios, openmetrics or sarif")
        }
        Kind::Trend => {
            ("a trend", &[Junit, Markdown, Nagios, Openmetrics, Sarif], "human, json, csv or html")
        }
    };
    if unfit.contains(&format) { Err(Unfit { kind, format, offered }) } else { Ok(()) }
}

/// What a command's report is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Probes or checks with verdicts.
    Measured,
    /// The static graph.
    Graph,
    /// Whether checks can fail.
    Audit,
    /// Series of nights.
    Trend,
}

/// The report as text. Styles of the human format are removed by the printing stream, or by who writes a file.
///
/// # Errors
/// Where a library refuses to write it.
pub fn render(report: &Report, format: Format, detail: Detail) -> Result<String, RenderError> {
    Ok(match format {
        Format::Human => report.human(detail),
        Format::Json => json(report)?,
        Format::Junit => junit::junit(report)?,
        Format::Markdown => markdown::markdown(report, COMMENT),
        Format::Nagios => nagios::nagios(report),
        Format::Openmetrics => openmetrics::openmetrics(report),
        Format::Sarif => json(&sarif::sarif(report))?,
        Format::Csv => csv::csv(report)?,
        Format::Html => super::html::page(report, &Links::default(), &[]),
    })
}

/// Any data as JSON, for people too.
///
/// # Errors
/// Where it has a shape that JSON has not.
pub fn json(data: &impl Serialize) -> Result<String, RenderError> {
    let text = serde_json::to_string_pretty(data).map_err(RenderError::of("json"))?;
    Ok(text + "\n")
}

/// Data as a JSON value.
///
/// # Errors
/// As [`json`].
pub fn to_value(data: &impl Serialize) -> Result<serde_json::Value, RenderError> {
    serde_json::to_value(data).map_err(RenderError::of("json"))
}
