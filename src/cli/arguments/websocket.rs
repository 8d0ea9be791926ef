//! `vitals websocket`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Reporting};

#[derive(Debug, Args)]
pub struct Websocket {
    /// The configuration [default: the nearest vitals.toml, or pyproject.toml with [tool.vitals]]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// This check alone; may be repeated
    #[arg(long = "check", value_name = "NAME")]
    pub checks: Vec<String>,
    /// How the answer is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    #[command(flatten)]
    pub reporting: Reporting,
}
