//! `vitals websocket`.

use std::path::PathBuf;

use clap::Args;

use super::config::ConfigArgs;
use super::{OutputArgs, ReportArgs};

#[derive(Debug, Args)]
pub struct Websocket {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// This check alone; may be repeated
    #[arg(long = "check", value_name = "NAME")]
    pub checks: Vec<String>,
    /// The python that `start = ["python", …]` means, or a virtual environment's folder [default: the configuration's,
    /// VIRTUAL_ENV, .venv, python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
}
