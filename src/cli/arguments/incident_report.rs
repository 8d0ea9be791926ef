//! `vitals incident report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::config::ConfigArgs;
use super::format::Formats;

#[derive(Debug, Args)]
pub struct IncidentReport {
    /// Which, by its name or the beginning of its identity [default: the open one, else the last]
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// markdown, html or json [default: by the file's ending, else markdown]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<ReportFormat>,
    /// Write it to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// With the names of those who acknowledged and attested
    #[arg(long)]
    pub contacts: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Text with headings
    #[default]
    Markdown,
    /// A page
    Html,
    /// One document
    Json,
}

impl Formats for ReportFormat {
    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "md" => Some(Self::Markdown),
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

impl IncidentReport {
    /// As what it is written: as was said, as the file's ending says, else as Markdown.
    pub fn format(&self) -> ReportFormat {
        let ending =
            || self.output.as_ref()?.extension().and_then(|ending| ReportFormat::of_ending(ending.to_str()?));
        self.format.or_else(ending).unwrap_or_default()
    }
}
