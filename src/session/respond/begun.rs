//! Before there is a journal: the incident is opened; where that fails, a breach is contained all the same.

use std::io;

use super::super::own_program::OwnProgram;
use super::contained::contain;
use super::said::lines;
use crate::config::Settings;
use crate::process::Interrupt;
use crate::respond::{CONTAIN_WITHIN, Outcome};

/// Opens an incident by this command; its exit code, and what it said.
///
/// # Errors
/// Where this program cannot be started.
pub fn open_incident(command: &[String], interrupt: &Interrupt) -> io::Result<(Option<i32>, Vec<String>)> {
    let words: Vec<&str> = command.iter().skip(1).map(String::as_str).collect();
    let said = OwnProgram::here(interrupt)?.ask(&words)?;
    Ok((said.code, lines(&said)))
}

/// Contains a breach of which no journal can be begun; what that came to, and what was said.
pub fn contain_without_journal(settings: &Settings, interrupt: &Interrupt) -> (Outcome, Vec<String>) {
    let answer = contain(settings, CONTAIN_WITHIN, interrupt);
    (answer.outcome, answer.said)
}
