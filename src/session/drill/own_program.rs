//! This program, asked as a user asks it.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::drill::Trouble;
use crate::process::{Interrupt, Termination, Timeout, run_keeping};
use crate::quantity::Nanos;

/// No command takes longer.
const DEADLINE: Duration = Duration::from_secs(1_800);
/// More than any document has.
const OUTPUT: usize = 64 << 20;

/// Asks this program, in a folder.
pub struct OwnProgram<'a> {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub config: PathBuf,
    pub interrupt: &'a Interrupt,
}

/// What it said.
pub struct Said {
    /// Its words.
    pub command: Vec<String>,
    /// Its exit code; None where it was ended.
    pub code: Option<i32>,
    /// All of its standard output.
    pub out: String,
    /// The end of its standard error.
    pub err: String,
    /// How long it took.
    pub took: Nanos,
    /// Ctrl-C or the end of the budget ended it.
    pub cut_short: bool,
}

impl<'a> OwnProgram<'a> {
    pub fn in_folder(folder: &Path, config: PathBuf, interrupt: &'a Interrupt) -> io::Result<Self> {
        Ok(Self { program: env::current_exe()?, folder: folder.to_owned(), config, interrupt })
    }

    /// Asks it with these words; the configuration comes after them.
    pub fn ask(&self, words: &[&str]) -> io::Result<Said> {
        let config = self.config.display().to_string();
        self.ask_plainly(&[words, &["--config", &config]].concat())
    }

    /// Asks it with these words alone.
    pub fn ask_plainly(&self, words: &[&str]) -> io::Result<Said> {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.folder).env("NO_COLOR", "1");
        let ended = run_keeping(OUTPUT, command, None, Timeout::of(DEADLINE), self.interrupt)?;
        let cut_short = matches!(ended.termination, Some(Termination::Interrupt | Termination::Budget));
        Ok(Said {
            command: std::iter::once("vitals").chain(words.iter().copied()).map(str::to_owned).collect(),
            code: ended.status.code(),
            out: ended.stdout.text(),
            err: ended.stderr.text(),
            took: ended.wall,
            cut_short,
        })
    }
}

impl Said {
    /// Its document.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_default()
    }

    /// That it ended otherwise than it has to.
    pub fn trouble(&self) -> Trouble {
        let said = if self.err.trim().is_empty() { &self.out } else { &self.err };
        let lines: Vec<&str> = said.trim().lines().collect();
        let last = lines[lines.len().saturating_sub(LINES)..].iter();
        let last: Vec<String> = last.map(|line| line.chars().take(COLUMNS).collect()).collect();
        let last = last.join("\n");
        Trouble::Ended { command: self.command.clone(), code: self.code, said: last }
    }
}

/// Lines of a failed command that are kept.
const LINES: usize = 12;
/// Characters of each.
const COLUMNS: usize = 400;
