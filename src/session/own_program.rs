//! This program, asked as a user asks it.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process::{Interrupt, Termination, Timeout, run_keeping, run_unattended};
use crate::quantity::Nanos;

/// No command takes longer.
const DEADLINE: Duration = Duration::from_secs(1_800);
/// More than any document has.
const OUTPUT: usize = 64 << 20;

/// Asks this program, in a folder.
pub struct OwnProgram<'a> {
    pub program: PathBuf,
    pub folder: PathBuf,
    /// Beside those of this process.
    pub variables: Vec<(&'static str, String)>,
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
    /// Ctrl-C, the end of the budget or its deadline ended it.
    pub cut_short: bool,
}

impl<'a> OwnProgram<'a> {
    /// In this folder.
    pub fn in_folder(folder: &Path, interrupt: &'a Interrupt) -> io::Result<Self> {
        Ok(Self { program: env::current_exe()?, folder: folder.to_owned(), variables: Vec::new(), interrupt })
    }

    /// Where this process runs.
    pub fn here(interrupt: &'a Interrupt) -> io::Result<Self> {
        Self::in_folder(&env::current_dir()?, interrupt)
    }

    /// Asks it with these words.
    pub fn ask(&self, words: &[&str]) -> io::Result<Said> {
        self.ask_within(words, DEADLINE)
    }

    /// Asks it with these words, and ends it where it takes longer.
    pub fn ask_within(&self, words: &[&str], deadline: Duration) -> io::Result<Said> {
        let ended = run_keeping(OUTPUT, self.command(words), None, Timeout::of(deadline), self.interrupt)?;
        let cut_short = match ended.termination {
            Some(Termination::Interrupt | Termination::Budget | Termination::Idle) => true,
            None => false,
        };
        Ok(Said {
            command: shown(words),
            code: ended.status.code(),
            out: ended.stdout.text(),
            err: ended.stderr.text(),
            took: ended.wall,
            cut_short,
        })
    }

    /// Asks it with these words for something that nothing may end in the middle: neither Ctrl-C nor the end of this process. It is waited
    /// for no longer than any other.
    pub fn ask_to_its_end(&self, words: &[&str]) -> io::Result<Said> {
        let began = Instant::now();
        let done = run_unattended(self.command(words), b"", Some(DEADLINE))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Said {
            command: shown(words),
            code: done.status.and_then(|status| status.code()),
            out: text(&done.stdout),
            err: text(&done.stderr),
            took: Nanos(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX)),
            cut_short: done.status.is_none(),
        })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.folder).env("NO_COLOR", "1");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn shown(words: &[&str]) -> Vec<String> {
    std::iter::once("vitals").chain(words.iter().copied()).map(str::to_owned).collect()
}

impl Said {
    /// Its document.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_default()
    }
}
