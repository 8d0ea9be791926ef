//! The command line: arguments, and one short function for each command.

mod arguments;
mod baseline;
mod check;
mod compare;
mod delivery;
mod exit;
mod explain;
mod health;
mod history;
mod imports;
mod init;
mod nightly;
mod probe;
mod trend;
mod report;
mod websocket;

use std::env;

use clap::Parser;

use self::arguments::{Arguments, Command, RunArgs};
use crate::config;
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::document::Document;
use crate::report::format::{Format, NAGIOS_UNKNOWN, Unfit, nagios_unknown};
use crate::report::progress::Bar;
use crate::session::{Conduct, Run, SessionError};
use crate::user_file;

pub use exit::Exit;

/// Does what the command line says.
pub fn main() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors; a closed pipe is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Pass };
        }
    };
    protect_nearest();
    let monitored = arguments.command.writing().is_some_and(|writing| writing.format == Format::Nagios);
    let done = match arguments.command {
        Command::Probe(probe) => probe::run(probe),
        Command::Baseline(baseline) => baseline::run(baseline),
        Command::Check(check) => check::run(&check),
        Command::Compare(compare) => compare::run(&compare),
        Command::Health(health) => health::run(&health),
        Command::Nightly(nightly) => nightly::run(&nightly),
        Command::Trend(trend) => trend::run(&trend),
        Command::History(history) => history::run(history),
        Command::Report(past) => report::run(&past),
        Command::Triage(triage) => health::run_triage(&triage),
        Command::Audit(audit) => health::run_audit(&audit),
        Command::Explain(explain) => explain::run(&explain),
        Command::Imports(imports) => imports::run(&imports),
        Command::Init(init) => init::run(&init),
        Command::Websocket(websocket) => websocket::run(&websocket),
    };
    done.unwrap_or_else(|error| {
        let exit = Exit::of_error(&error);
        anstream::eprintln!("{error:?}");
        // What cannot be asked for at all is a mistake of whoever sets the monitor up.
        if monitored && !error.is::<Unfit>() {
            anstream::print!("{}", nagios_unknown(&error.to_string()));
            return Exit::Code(NAGIOS_UNKNOWN);
        }
        exit
    })
}

/// Of a command that reads no configuration too, the nearest is no place for its output.
fn protect_nearest() {
    if let Some(file) = env::current_dir().ok().and_then(|folder| config::find(&folder).ok()) {
        user_file::protect(&file);
    }
}

/// How a run is conducted, and what ends it: its one budget begins here.
fn begin(conducting: &RunArgs, usual: Budget) -> Result<(Conduct, Interrupt), SessionError> {
    let conduct = conducting.conduct(usual);
    let interrupt = Interrupt::listen()?.within(conduct.budget);
    Ok((conduct, interrupt))
}

/// The longest that a run usually takes: so long for each of its probes.
fn usual(probes: usize, each: Nanos) -> Budget {
    Budget::lasting(Nanos(each.0.saturating_mul(probes as u64)))
}

/// Runs the settings with a progress bar, and prints nothing.
fn conduct(
    settings: &crate::config::Settings,
    conduct: &Conduct,
    bar: &Bar,
    interrupt: &Interrupt,
) -> miette::Result<Document> {
    let document = crate::session::run(Run { settings, conduct, interrupt, progress: bar });
    bar.finish();
    Ok(document?)
}
