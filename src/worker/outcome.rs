//! What became of one worker: its messages, and if it failed, how, where, and what it said last.

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use crate::process::ResourceUse;
use crate::quantity::Nanos;
use crate::untrusted::redact;
use vitals_probes::wire::Message;

/// One worker's whole story.
#[derive(Debug)]
pub struct Outcome {
    /// What it sent, in order; without `Entered`, `Done` and the failures reported below.
    pub messages: Vec<Message>,
    /// Why there is no answer, or none to be trusted.
    pub failure: Option<Failure>,
    /// From the spawn to the probe's entry: the interpreter's start.
    pub start_up: Option<Nanos>,
    /// From the spawn to the end of the process.
    pub wall: Nanos,
    /// What the kernel counted.
    pub used: ResourceUse,
    /// The end of what the target printed.
    pub output: LastOutput,
    /// Processes that the target left running, by name; they were ended.
    pub left_behind: Vec<String>,
}

/// The end of what a target printed, without what looks like a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastOutput {
    /// Of its standard output.
    pub stdout: String,
    /// All bytes that it wrote there.
    pub stdout_bytes: u64,
    /// All lines that it wrote there.
    #[serde(default)]
    pub stdout_lines: u64,
    /// Of its standard error.
    pub stderr: String,
    /// All bytes that it wrote there.
    pub stderr_bytes: u64,
    /// All lines that it wrote there.
    #[serde(default)]
    pub stderr_lines: u64,
}

impl LastOutput {
    /// From the two streams of an ended process.
    pub fn of(stdout: &crate::process::Tail, stderr: &crate::process::Tail) -> Self {
        Self {
            stdout: redact(&stdout.text()),
            stdout_bytes: stdout.total.0,
            stdout_lines: stdout.lines,
            stderr: redact(&stderr.text()),
            stderr_bytes: stderr.total.0,
            stderr_lines: stderr.lines,
        }
    }

    /// The last lines that say something, of standard error if it has any.
    pub fn last_lines(&self, count: usize) -> Vec<&str> {
        let text = if self.stderr.trim().is_empty() { &self.stdout } else { &self.stderr };
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(count)..].to_vec()
    }
}
