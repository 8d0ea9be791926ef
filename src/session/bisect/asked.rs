//! What is asked of two commits.

use crate::config::{CheckKind, CheckSettings, CommandLine, Probe, Revision, Settings, defaults};
use crate::quantity::{Nanos, Tolerance};

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
    /// Where the forecast is longer than what is left of the budget, it is not begun.
    pub only_if_it_fits: bool,
}

impl Question {
    /// What is asked about a check: an import or a creation is a time, all else passes or fails. The settings are those that a search
    /// for it needs.
    pub fn of(mut check: CheckSettings, settings: Settings) -> (Settings, Self) {
        if matches!(&check.kind, CheckKind::Probe(probe) if matches!(**probe, Probe::Growth(_))) {
            // Twice as long as usual: by the lines that leak a failure is known again, and they are searched for last.
            check.timeout = check.timeout.max(Nanos(2 * defaults::PROBE_BUDGET.0));
        }
        match &check.kind {
            CheckKind::Probe(probe) if !matches!(**probe, Probe::Growth(_)) => {
                let probe = (**probe).clone();
                let settings = Settings { probes: vec![probe.clone()], ..settings };
                (settings, Self::Time { probe, check: Box::new(check) })
            }
            _ => (settings, Self::Check(Box::new(check))),
        }
    }
}
