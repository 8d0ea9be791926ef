//! `vitals help`.

use clap::Args;

use super::examples::brief;

#[derive(Debug, Args)]
#[command(after_help = brief::HELP)]
pub struct Help {
    /// A command with its parts, or a topic; without any, all of them
    #[arg(value_name = "COMMAND|TOPIC")]
    pub words: Vec<String>,
}
