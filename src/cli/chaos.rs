//! `vitals chaos`.

use super::arguments::{Chaos, ChaosAction, ChaosRun, PlainFormat, expect_own_files};
use super::conduct::listen;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use crate::chaos::{Heard, Hosts, Journal, Status, read, run as run_experiment};
use crate::report::chaos::{heard_line, human_chaos};
use crate::report::format::{json, to_value};
use crate::untrusted::masked_value;
use crate::user_file;

pub fn run(arguments: &Chaos) -> Result<Exit, CliError> {
    match &arguments.action {
        ChaosAction::Run(run) => experiment(run),
    }
}

fn experiment(arguments: &ChaosRun) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    expect_own_files(std::iter::once(&arguments.journal))?;
    let hosts = Hosts(arguments.hosts.clone());
    let read = read(&arguments.experiment, &hosts)?;
    let heard = |heard: Heard<'_>| {
        if !arguments.quiet {
            console::note(heard_line(heard));
        }
    };
    let journal = run_experiment(&read, &hosts, &interrupt, &heard);
    let text = json(&masked_value(to_value(&journal)?))?;
    let kept = user_file::write(&arguments.journal, text.as_bytes());
    match arguments.format.get() {
        PlainFormat::Human => console::answer(&human_chaos(&journal))?,
        PlainFormat::Json => console::data(text.as_bytes())?,
    }
    let exit = exit_of(&journal);
    match kept {
        Ok(()) => Ok(exit),
        Err(error) => {
            console::note(error);
            Ok(exit.spoiled())
        }
    }
}

fn exit_of(journal: &Journal) -> Exit {
    match journal.status {
        Status::Interrupted => Exit::Interrupted,
        _ if journal.is_good() => Exit::Pass,
        _ => Exit::Fail,
    }
}
