//! A run from the command line: its budget, Ctrl-C, a progress bar.

use super::arguments::RunArgs;
use super::error::CliError;
use crate::config::Settings;
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::document::Document;
use crate::report::progress::Progress;
use crate::session::{Conduct, Run, SessionError, run};
use crate::worker::try_conditions;

/// How a run is conducted, and what ends it: its one budget begins here.
///
/// # Errors
/// Where what is to be held still cannot be: that is known before anything is measured.
pub fn begin(run_args: &RunArgs, usual: Budget) -> Result<(Conduct, Interrupt), CliError> {
    try_conditions(run_args.conditions())?;
    let conduct = run_args.conduct(usual);
    let interrupt = listen()?.within(conduct.budget);
    Ok((conduct, interrupt))
}

/// Listens for Ctrl-C in a command that measures nothing.
pub fn listen() -> Result<Interrupt, SessionError> {
    Ok(Interrupt::listen()?)
}

/// The longest that a run usually takes: so long for each of its probes.
pub fn usual(probes: usize, each: Nanos) -> Budget {
    Budget::lasting(Nanos(each.0.saturating_mul(probes as u64)))
}

/// Runs the settings with a progress bar, and prints nothing.
pub fn conduct(
    settings: &Settings,
    conduct: &Conduct,
    bar: &Progress,
    interrupt: &Interrupt,
) -> Result<Document, CliError> {
    let document = run(Run { settings, conduct, interrupt, progress: bar });
    bar.finish();
    Ok(document?)
}
