//! What every report begins with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::untrusted::{masked_command, redact, shell_line};
use crate::verdict::{NoteReason, Planned, Reason, RunEnd};

/// When, by which command, and how far it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Head {
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// The command line, without what looks like a secret.
    pub command: Vec<String>,
    /// The configuration that it came from.
    pub configuration: Option<PathBuf>,
    /// Probes or checks that were asked for.
    pub planned: usize,
    /// Ended by Ctrl-C.
    pub interrupted: bool,
    /// What was not done or not asked, and how a baseline was used.
    pub notes: Vec<Reason>,
    /// The command that asks the same of one probe or check alone, up to its name, without what looks like a secret; empty where
    /// there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<String>,
}

impl Head {
    /// Closes it: `done` of what was planned were done, for this reason not all of them.
    pub(super) fn end(&mut self, done: usize, what: Planned, by: Option<RunEnd>) {
        let planned = self.planned;
        self.interrupted = by == Some(RunEnd::Interrupt);
        if done < planned {
            self.notes.push(NoteReason::NotAllRun { what, missing: planned - done, planned, by }.into());
        }
    }

    /// Keeps the words of a command that asks for one probe or check by its name, which follows.
    pub fn asked_again_by(&mut self, words: &[String]) {
        self.again = masked_command(words);
    }

    /// The command, as a shell takes it, that reproduces what became of the probe or check of this name. None where a part of the name
    /// is masked: it would choose nothing.
    pub fn reproduced_by(&self, name: &str) -> Option<String> {
        if self.again.is_empty() || redact(name) != name {
            return None;
        }
        let words = self.again.iter().map(String::as_str).chain([name, "--verbose"]);
        Some(shell_line(words))
    }

    /// Dated now.
    pub fn begin(command: &[String], settings: &Settings, planned: usize) -> Self {
        Self {
            command: masked_command(command),
            configuration: settings.source.clone(),
            ..Self::now(planned)
        }
    }

    /// Of this process's own command line, dated now.
    pub fn of_command(planned: usize) -> Self {
        Self { command: masked_command(&command_line()), ..Self::now(planned) }
    }

    /// Dated now, of no command and no configuration.
    pub fn now(planned: usize) -> Self {
        Self { started: now(), planned, ..Self::default() }
    }
}

/// This process's own command line. The program's name need not be text.
pub fn command_line() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// RFC 3339, UTC, to the second.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
