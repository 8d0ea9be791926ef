//! What became of one worker: its messages, and if it failed, how, where, and what it said last.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cause::{is_standard_library, relevant_site};
use crate::process::{Ending, ResourceUse};
use crate::quantity::Nanos;
use crate::untrusted::redact;
use vitals_probes::wire::{Message, Raised, Site, Stall, Unreadable};

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// Why a worker gave no answer, or none that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// The target raised an exception.
    Raised(Raised),
    /// Something came back that is no creation.
    NotMade {
        /// What it was.
        what: String,
    },
    /// The module was loaded by the interpreter's own start: there was nothing to measure.
    AlreadyLoaded,
    /// It was not done at its deadline.
    Hung {
        /// The deadline.
        after: Nanos,
        /// Where it was then.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// The run's budget ended while it worked.
    OutOfBudget {
        /// How long it had worked.
        after: Nanos,
        /// Where it was then.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// It was killed by a signal.
    Crashed {
        /// The signal.
        how: Ending,
        /// Where Python said that it was: the innermost frame outside the standard library.
        site: Option<Site>,
        /// Where it was last blocked, if it was.
        #[serde(alias = "standing")]
        stall: Option<Stall>,
    },
    /// It ended itself without an answer.
    Exited {
        /// Its exit status.
        how: Ending,
    },
    /// The target closed or replaced the result descriptor.
    ChannelLost,
    /// The target wrote into the result descriptor.
    ChannelWritten {
        /// Bytes that are not the probe's.
        bytes: u64,
    },
    /// A forked child ended without an answer.
    ChildLost {
        /// In words.
        how: String,
    },
    /// The interpreter did not start.
    NotStarted {
        /// In words.
        reason: String,
    },
    /// Something without which nothing is measured cannot be read here.
    NotReadable {
        /// The file of `/proc` or the counter that could not be read.
        what: Unreadable,
    },
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    /// An exception of the target, without what looks like a secret: from here on it stands in documents.
    pub fn raised(raised: Raised) -> Self {
        let [message, traceback] = [&raised.message, &raised.traceback].map(|text| redact(text));
        Self::Raised(Raised { message, traceback, ..raised })
    }

    /// Where the target was last, if that is known.
    pub fn stall(&self) -> Option<&Stall> {
        match self {
            Self::Hung { stall, .. } | Self::OutOfBudget { stall, .. } | Self::Crashed { stall, .. } => {
                stall.as_ref()
            }
            _ => None,
        }
    }

    /// The line of the target at which it happened, if that is known.
    pub fn site(&self) -> Option<&Site> {
        match self {
            Self::Raised(raised) => raised.site.as_ref(),
            Self::Crashed { site: Some(site), .. } => Some(site),
            other => other.stall().and_then(relevant_site),
        }
    }
}

/// The innermost frame outside the standard library that Python's fault handler printed.
pub fn site_of_crash(errors: &str) -> Option<Site> {
    let (_, report) = errors.rsplit_once("Fatal Python error:")?;
    let sites = report.lines().filter_map(|line| {
        let (file, rest) = line.trim().strip_prefix("File \"")?.split_once("\", line ")?;
        let (line, function) = rest.split_once(" in ")?;
        Some(Site { file: file.to_owned(), line: line.parse().ok()?, function: function.to_owned() })
    });
    sites.into_iter().find(|site| !is_standard_library(&site.file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_crash_is_read_from_pythons_own_report() {
        let report = "noise\nFatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n  \
                      File \"/usr/lib/python3.11/ctypes/__init__.py\", line 519 in string_at\n  \
                      File \"/srv/app.py\", line 5 in <module>\n";
        let site = site_of_crash(report).expect("a frame of the target");
        assert_eq!((site.file.as_str(), site.line, site.function.as_str()), ("/srv/app.py", 5, "<module>"));
    }
}
