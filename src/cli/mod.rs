//! The command line: arguments, and one short function for each command.

mod arguments;
mod baseline;
mod bash;
mod bisect;
mod candidates;
mod chaos;
mod check;
mod commit_search;
mod compare;
mod complete;
mod conduct;
mod console;
mod culprits;
mod delivery;
mod doctor;
mod error;
mod escalate;
mod exit;
#[cfg(test)]
mod exit_tests;
mod explain;
mod health;
mod help;
mod history;
mod imports;
mod incident;
mod init;
mod drill;
mod journaled;
mod ledger;
mod known_greens;
mod likely;
mod lock_search;
mod man;
mod meant;
mod nightly;
mod notified;
mod notify;
mod open;
mod operators;
mod phase;
mod posting;
mod probe;
mod project;
mod pull_request;
mod history_record;
mod report;
mod respond;
mod rollback;
mod trend;
mod trial;
mod triage;
mod websocket;

use std::env;
use std::ffi::OsString;

use clap::Parser;

use self::arguments::{Arguments, Command};
use self::console::OutputLost;
use self::error::CliError;
use self::journaled::Watch;
use self::likely::{likely, likely_other};
use crate::config;
use crate::report::format::{Format, NAGIOS_UNKNOWN, nagios_unknown};
use crate::untrusted::remember;
use crate::user_file;

pub use exit::Exit;

/// Does what the command line says.
pub fn main() -> Exit {
    if let Some(exit) = complete::answered() {
        return exit;
    }
    console::prepare();
    if let Err(error) = expect_utf8(env::args_os()) {
        return refused(error, false);
    }
    for (name, value) in env::vars_os() {
        remember(&name.to_string_lossy(), &value.to_string_lossy());
    }
    let words: Vec<String> = env::args().skip(1).collect();
    let watch = Watch::begin(&words);
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return unread(&words, &error),
    };
    if let Some(error) = likely_other(&words, &arguments.command) {
        return refused(error, false);
    }
    protect_nearest();
    let monitored =
        arguments.command.output_args().is_some_and(|output_args| output_args.format() == Format::Nagios);
    let done = match arguments.command {
        Command::Probe(probe) => probe::run(probe),
        Command::Baseline(baseline) => baseline::run(baseline),
        Command::Check(check) => check::run(&check),
        Command::Compare(compare) => compare::run(&compare),
        Command::Pr(arguments) => pull_request::run(&arguments),
        Command::Health(health) => health::run(&health),
        Command::Nightly(nightly) => nightly::run(&nightly),
        Command::Notify(notify) => notify::run(&notify),
        Command::Trend(trend) => trend::run(&trend),
        Command::History(history) => history::run(history),
        Command::Report(past) => report::run(&past),
        Command::Triage(triage) => triage::run(&triage),
        Command::Audit(audit) => health::run_audit(&audit),
        Command::Phase(phase) => phase::run(&phase),
        Command::Chaos(chaos) => chaos::run(&chaos),
        Command::Doctor(doctor) => doctor::run(&doctor),
        Command::Ledger(ledger) => ledger::run(&ledger),
        Command::Drill(arguments) => drill::run(&arguments),
        Command::Rollback(rollback) => rollback::run(rollback),
        Command::Respond(arguments) => respond::run(&arguments),
        Command::Escalate(arguments) => escalate::run(&arguments),
        Command::Incident(arguments) => incident::run(&arguments),
        Command::Explain(explain) => explain::run(&explain),
        Command::Imports(imports) => imports::run(&imports),
        Command::Bisect(bisect) => bisect::run(&bisect),
        Command::Init(init) => init::run(&init),
        Command::Websocket(websocket) => websocket::run(&websocket),
        Command::Help(help) => help::run(&help),
        Command::Completions(completions) => complete::run(&completions),
        Command::Man(man) => man::run(&man),
    };
    let exit = done.unwrap_or_else(|error| refused(error, monitored));
    watch.ended(exit);
    exit
}

/// That every argument, and the folder, can stand in a report; the program's own name does not.
fn expect_utf8(arguments: impl Iterator<Item = OsString>) -> Result<(), CliError> {
    let arguments = arguments.enumerate().skip(1).map(|(number, text)| (format!("argument {number}"), text));
    let here = env::current_dir().ok().map(|folder| ("the current folder".to_owned(), folder.into()));
    match arguments.chain(here).find(|(_, text)| text.to_str().is_none()) {
        None => Ok(()),
        Some((what, text)) => Err(CliError::NotUtf8 { what, shown: format!("{text:?}") }),
    }
}

/// Help, a version, or arguments that clap refuses.
fn unread(words: &[String], error: &clap::Error) -> Exit {
    if let Some(error) = likely(words, error) {
        return refused(error, false);
    }
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        console::note(text.trim_end());
        return Exit::Usage;
    }
    // Help and version are answers, not errors.
    console::answer(&text).map_or_else(lost, |()| Exit::Pass)
}

/// After an answer that could not be printed.
fn lost(error: OutputLost) -> Exit {
    console::note(error);
    Exit::Software
}

/// Of a command that reads no configuration too, the nearest is no place for its output.
fn protect_nearest() {
    if let Some(file) = env::current_dir().ok().and_then(|folder| config::find(&folder).ok()) {
        user_file::protect(&file);
    }
}

/// Shows the error. A monitor gets its line too.
fn refused(error: CliError, monitored: bool) -> Exit {
    // What cannot be asked for at all is a mistake of whoever sets the monitor up.
    let line =
        (monitored && !matches!(error, CliError::Unfit(_))).then(|| nagios_unknown(&error.to_string()));
    let exit = Exit::of_error(&error);
    console::note(format_args!("{:?}", miette::Report::from(error)));
    let Some(line) = line else { return exit };
    console::answer(&line).map_or_else(lost, |()| Exit::Code(NAGIOS_UNKNOWN))
}
