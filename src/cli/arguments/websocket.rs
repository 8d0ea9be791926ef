//! `vitals websocket`.

use std::path::PathBuf;

use clap::Args;

use super::config::ConfigArgs;
use super::examples::{brief, whole};
use crate::config::assignment;

use super::{OnlyArgs, OutputArgs, ReportArgs};

#[derive(Debug, Args)]
#[command(after_help = brief::WEBSOCKET, after_long_help = whole::WEBSOCKET)]
pub struct Websocket {
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// The python that `start = ["python", …]` means
    ///
    /// Or its version, or an environment's folder. By default the configuration's, that of VIRTUAL_ENV, of .venv, or python3.
    #[arg(long, value_name = "PATH", help_heading = "Target")]
    pub python: Option<PathBuf>,
    /// Where servers are started [default: the configuration's]
    #[arg(long, value_name = "DIR", help_heading = "Target")]
    pub root: Option<PathBuf>,
    /// A variable for servers
    ///
    /// May be given more than once.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Target")]
    pub environment: Vec<(String, String)>,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
}
