//! This program in the clone, with the clone's configuration.

use std::io;
use std::path::PathBuf;

use super::super::own_program::{OwnProgram, Said};
use crate::drill::Trouble;

/// Lines of a failed command that are kept.
const LINES: usize = 12;
/// Characters of each.
const COLUMNS: usize = 400;

/// This program, with a configuration.
pub struct Asking<'a> {
    pub own: OwnProgram<'a>,
    pub config: PathBuf,
}

impl Asking<'_> {
    /// Asks it with these words; the configuration comes after them.
    pub fn ask(&self, words: &[&str]) -> io::Result<Said> {
        let config = self.config.display().to_string();
        self.own.ask(&[words, &["--config", &config]].concat())
    }

    /// Asks it with these words alone.
    pub fn ask_plainly(&self, words: &[&str]) -> io::Result<Said> {
        self.own.ask(words)
    }
}

/// That a command ended otherwise than it has to.
pub fn trouble_of(said: &Said) -> Trouble {
    let text = if said.err.trim().is_empty() { &said.out } else { &said.err };
    let lines: Vec<&str> = text.trim().lines().collect();
    let last = lines[lines.len().saturating_sub(LINES)..].iter();
    let last: Vec<String> = last.map(|line| line.chars().take(COLUMNS).collect()).collect();
    Trouble::Ended { command: said.command.clone(), code: said.code, said: last.join("\n") }
}
