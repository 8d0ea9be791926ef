//! Where a report is written, and what with it.

use std::path::PathBuf;

use clap::Args;

use crate::cli::error::CliError;
use crate::report::Images;
use crate::user_file;

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Where reports are written [default: reports/ beside the configuration]
    #[arg(long, value_name = "DIR", help_heading = "Report", hide_short_help = true)]
    pub reports: Option<PathBuf>,
    /// Write no report
    #[arg(long, conflicts_with_all = ["reports", "charts"])]
    #[arg(help_heading = "Output")]
    pub no_report: bool,
    #[command(flatten)]
    pub open: OpenArgs,
    /// Write the charts as images too
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Report", hide_short_help = true)]
    pub charts: Vec<Images>,
}

/// Whether the page is shown at the end.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct OpenArgs {
    /// Open the page in a browser at the end
    ///
    /// In the browser that $BROWSER names, else by xdg-open. Where there is none, that is said; the verdict stands.
    #[arg(long, help_heading = "Output")]
    pub open: bool,
}

#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Do not record this run in the history
    #[arg(long, help_heading = "Report", hide_short_help = true)]
    pub no_history: bool,
}

impl ReportArgs {
    /// Looks at the folder that was asked for before anything is measured.
    ///
    /// # Errors
    /// Where it is, or leads through, a file, or cannot be written.
    pub fn expect(&self) -> Result<(), CliError> {
        let Some(folder) = &self.reports else { return Ok(()) };
        Ok(user_file::check_folder(folder)?)
    }

    /// The folder, if a report is wanted: the one that was asked for, or the usual one where there is any.
    pub fn folder(&self, usual: Option<PathBuf>) -> Option<PathBuf> {
        self.reports.clone().or(usual).filter(|_| !self.no_report)
    }
}
