//! What is asked of two commits.

use crate::config::{CheckSettings, CommandLine, Probe, Revision};
use crate::quantity::Tolerance;

/// What distinguishes a bad commit from a good one.
#[derive(Clone, Debug)]
pub enum Question {
    /// A time: how long this takes. `check` is the same against its limit, for ends that fail.
    Time {
        /// An import or a creation.
        probe: Probe,
        /// The same as a check.
        check: Box<CheckSettings>,
    },
    /// A check, or a probe against its limit.
    Check(Box<CheckSettings>),
    /// A command of the user's.
    Command(CommandLine),
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct AskedOfCommits {
    /// Without the fault.
    pub good: Revision,
    /// With it.
    pub bad: Revision,
    /// How one is distinguished from the other.
    pub question: Question,
    /// The tolerance of the command line.
    pub tolerance: Option<Tolerance>,
    /// Of the order and of the bootstrap.
    pub seed: u64,
    /// Where the culprit is a merge, the search goes on in its branch.
    pub into_merges: bool,
    /// Run in the files of each commit before it is measured.
    pub prepare: Vec<CommandLine>,
}
