//! `vitals notify`.

use clap::Args;

use super::config::ConfigArgs;
use super::examples::brief;

#[derive(Debug, Args)]
#[command(after_help = brief::NOTIFY)]
pub struct Notify {
    /// Only these receivers [default: all]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Send a test too, which is marked as one
    #[arg(long)]
    pub test: bool,
    #[command(flatten)]
    pub config: ConfigArgs,
}
