//! `vitals respond`: an emergency from the first look to green.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::acting::ActingArgs;
use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::run::RunArgs;
use crate::cli::candidates;
use crate::respond::Emergency;

#[derive(Debug, Args)]
#[command(after_help = brief::RESPOND, after_long_help = whole::RESPOND)]
pub struct Respond {
    /// golden-path, isolation-breach, import-cascade, performance, phase:NAME
    #[arg(value_name = "SCENARIO", value_parser = emergency)]
    pub emergency: Emergency,
    /// Do what changes the service, the checkout or a remote
    ///
    /// Without it the first such step is shown, and the command ends with 3; the same command with it goes on there.
    #[arg(long)]
    pub yes: bool,
    /// Show the steps with their shares of the clock; run nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// A commit that is known good, to go by instead of the ledger's
    #[arg(long, value_name = "COMMIT")]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub good: Option<String>,
    #[command(flatten)]
    pub acting: ActingArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}

/// A word that is none is never taken for another one: what follows is no small thing.
fn emergency(written: &str) -> Result<Emergency, String> {
    if let Some(emergency) = Emergency::of(written) {
        return Ok(emergency);
    }
    let words = Emergency::words();
    let near = words.iter().map(|word| (strsim::jaro_winkler(written, word), *word));
    let near =
        near.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(similarity, _)| *similarity > 0.8);
    let meant = near.map(|(_, word)| format!("did you mean {word}? ")).unwrap_or_default();
    Err(format!("{meant}it is one of {}, or phase:NAME", words.join(", ")))
}
