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
            stdout: redact(&stdout.plain_text()),
            stdout_bytes: stdout.total.0,
            stdout_lines: stdout.lines,
            stderr: redact(&stderr.plain_text()),
            stderr_bytes: stderr.total.0,
            stderr_lines: stderr.lines,
        }
    }

    /// The last lines of each stream that say something, standard output first.
    pub fn last_lines(&self, count: usize) -> Vec<&str> {
        [&self.stdout, &self.stderr].into_iter().flat_map(|text| last_lines(text, count)).collect()
    }
}

/// The last lines that say something. Warnings of the interpreter's are left out where there is anything else.
fn last_lines(text: &str, count: usize) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut in_warning = false;
    let is_warning = |line: &&&str| {
        // Its source line follows it, indented.
        in_warning = is_warning(line) || in_warning && line.starts_with("  ");
        !in_warning
    };
    let others: Vec<&str> = lines.iter().filter(is_warning).copied().collect();
    let lines = if others.is_empty() { lines } else { others };
    lines[lines.len().saturating_sub(count)..].to_vec()
}

/// `/srv/shop/cart.py:12: DeprecationWarning: use total()`, as Python's `warnings` writes it.
fn is_warning(line: &str) -> bool {
    let mut parts = line.splitn(4, ':');
    let (Some(_), Some(number), Some(category)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    number.parse::<u32>().is_ok() && category.ends_with("Warning") && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_streams_are_shown_and_warnings_do_not_crowd_out_the_failure() {
        let output = LastOutput {
            stdout: "one\ntwo\n\nthree\n".into(),
            stderr: "no database\n/srv/a.py:3: DeprecationWarning: old\n  import old\n                     /srv/b.py:4: DeprecationWarning: older\n  import older\n"
                .into(),
            ..LastOutput::default()
        };
        assert_eq!(output.last_lines(2), ["two", "three", "no database"]);
        let only =
            LastOutput { stderr: "/srv/a.py:3: UserWarning: old\n  f()\n".into(), ..LastOutput::default() };
        assert_eq!(only.last_lines(2), ["/srv/a.py:3: UserWarning: old", "  f()"]);
    }
}
