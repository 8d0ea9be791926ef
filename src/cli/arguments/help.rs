//! `vitals help`.

use clap::Args;
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use super::examples::brief;

/// Topics, by name.
pub const TOPIC_NAMES: [&str; 5] = ["formats", "verdicts", "exit-codes", "variants", "values"];

fn topics() -> Vec<CompletionCandidate> {
    TOPIC_NAMES.iter().map(CompletionCandidate::new).collect()
}

#[derive(Debug, Args)]
#[command(after_help = brief::HELP)]
pub struct Help {
    /// A command with its parts, or a topic; without any, all of them
    #[arg(value_name = "COMMAND|TOPIC")]
    #[arg(add = ArgValueCandidates::new(topics))]
    pub words: Vec<String>,
}
