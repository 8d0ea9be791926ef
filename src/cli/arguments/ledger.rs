//! `vitals ledger`.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::format::FormatArgs;
use super::{ExportFormat, PlainFormat};
use crate::cli::candidates;

#[derive(Debug, Args)]
#[command(after_help = brief::LEDGER, after_long_help = whole::LEDGER)]
pub struct Ledger {
    /// Only this check: its last known good is the first line
    #[arg(long = "for", value_name = "CHECK", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::probes_and_checks))]
    pub check: Option<String>,
    /// Print all of it in this format, for auditors: csv or json
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true, conflicts_with_all = ["json", "format"])]
    pub export: Option<ExportFormat>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
}
