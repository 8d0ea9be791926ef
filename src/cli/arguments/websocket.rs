//! `vitals websocket`.

use std::path::PathBuf;

use clap::Args;

use super::config::ConfigArgs;
use crate::config::assignment;

use super::{OnlyArgs, OutputArgs, ReportArgs};

#[derive(Debug, Args)]
pub struct Websocket {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// The python that `start = ["python", …]` means, or a virtual environment's folder [default: the configuration's,
    /// VIRTUAL_ENV, .venv, python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
    /// Where servers are started [default: the configuration's]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// A variable for servers; may be given more than once
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = assignment)]
    pub environment: Vec<(String, String)>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
}
