//! `vitals websocket`.

use super::config::ConfigArgs;
use clap::Args;

use super::{OutputArgs, ReportArgs};

#[derive(Debug, Args)]
pub struct Websocket {
    #[command(flatten)]
    pub config: ConfigArgs,
    /// This check alone; may be repeated
    #[arg(long = "check", value_name = "NAME")]
    pub checks: Vec<String>,
    #[command(flatten)]
    pub writing: OutputArgs,
    #[command(flatten)]
    pub reporting: ReportArgs,
}
