//! `vitals incident checklist` and `validate-recovery`.

use clap::Args;

use super::PlainFormat;
use super::config::ConfigArgs;
use super::format::FormatArgs;
use super::run::RunArgs;
use super::value::pause;
use crate::config::BaselineName;
use crate::quantity::{DurationOrZero, WrittenDuration};

#[derive(Debug, Args)]
pub struct IncidentLook {
    /// All have to hold so long in a row
    #[arg(long = "for", value_name = "TIME", default_value = "0s")]
    pub lasting: DurationOrZero,
    /// The pause between two looks
    #[arg(long, value_name = "TIME", value_parser = pause, default_value = "30s")]
    pub every: WrittenDuration,
    /// The baseline from before [default: the newest from before it began]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<BaselineName>,
    #[command(flatten)]
    pub format: FormatArgs<PlainFormat>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}
