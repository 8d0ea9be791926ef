//! What every report begins with.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::untrusted::redact;

/// When, by which command, and how far it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// What was read and not done, or not asked.
    pub notes: Vec<String>,
}

/// Why a run did not do all that was asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutShort {
    /// Ctrl-C.
    Interrupted,
    /// Its time was over.
    OutOfBudget,
    /// Something did not pass, and that was to be the end.
    FailFast,
}

impl CutShort {
    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Interrupted => "the run was interrupted",
            Self::OutOfBudget => "the budget was spent",
            Self::FailFast => "--fail-fast ended the run",
        }
    }
}

impl Head {
    /// Closes it: `done` of what was planned were `verb` (`run`, `compared`), for this reason not all of them.
    pub(super) fn end(&mut self, done: usize, what: &str, verb: &str, cut: Option<CutShort>) {
        let planned = self.planned;
        self.interrupted = cut == Some(CutShort::Interrupted);
        if done < planned {
            let why = cut.map_or_else(String::new, |cut| format!(": {}", cut.describe()));
            self.notes.push(format!("{} of {planned} {what} were not {verb}{why}", planned - done));
        }
    }

    /// Dated now.
    pub fn begin(command: &[String], settings: &Settings, planned: usize) -> Self {
        Self {
            command: recorded(command),
            configuration: settings.source.clone(),
            notes: settings.notes.clone(),
            ..Self::now(planned)
        }
    }

    /// Of this process's own command line, dated now.
    pub fn of_command(planned: usize) -> Self {
        let command: Vec<_> = std::env::args().collect();
        Self { command: recorded(&command), ..Self::now(planned) }
    }

    /// Dated now, of no command and no configuration.
    pub fn now(planned: usize) -> Self {
        Self { started: now(), planned, ..Self::default() }
    }
}

fn recorded(command: &[String]) -> Vec<String> {
    command.iter().map(|word| redact(word)).collect()
}

/// RFC 3339, UTC, to the second.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
