//! What is to be measured, as meant: defaults filled in, names checked, units resolved.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::check::CheckSettings;
use super::command_line::CommandLine;
use super::editor::Editor;
use super::names::BaselineName;
use super::notify::ReceiverSettings;
use super::probe::{Probe, defaults};
use crate::escalation::Policy;
use crate::quantity::{Bytes, Nanos};

/// A whole run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file that they came from; None for `vitals probe`.
    pub source: Option<PathBuf>,
    /// Where the target runs.
    pub root: PathBuf,
    /// The interpreter that the file asks for.
    pub python: Option<PathBuf>,
    /// Variables for the target.
    pub environment: BTreeMap<String, String>,
    /// What each worker does before it measures.
    pub preparation: Preparation,
    /// Limits on each worker.
    pub limits: Limits,
    /// What is held still.
    pub conditions: Conditions,
    /// What to measure, in order.
    pub probes: Vec<Probe>,
    /// What `vitals health` asks, in order.
    pub checks: Vec<CheckSettings>,
    /// What `vitals nightly` compares with too.
    pub baseline: Option<BaselineName>,
    /// Who hears of what is new.
    pub notify: Vec<ReceiverSettings>,
    /// How reports are written and kept.
    pub reports: ReportSettings,
    /// `env_file`, as far as the variables came from one.
    pub env_file: Option<PathBuf>,
    /// What `vitals pr` runs in the files of each side before it measures them: words, of no shell.
    pub prepare: Vec<CommandLine>,
    /// What `vitals rollback` does beside the move itself.
    pub rollback: RollbackSettings,
    /// What `vitals respond` does by the project's own commands.
    pub respond: RespondSettings,
    /// Who is called when.
    pub escalation: Policy,
    /// Whether the commit at fault is searched for without being asked.
    pub culprit: CulpritSettings,
}

/// Whether `vitals nightly` and `vitals triage` search for the commit at fault by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CulpritSettings {
    /// They do.
    pub auto: bool,
    /// All searches of one run take no longer than this together.
    pub budget: Nanos,
}

impl Default for CulpritSettings {
    fn default() -> Self {
        Self { auto: false, budget: defaults::CULPRIT_BUDGET }
    }
}

/// What `vitals rollback` does beside the move itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollbackSettings {
    /// Checks that decide beside those that failed and the critical ones.
    pub checks: Vec<String>,
    /// What runs after the move (restart, deploy): words, of no shell.
    pub after: Vec<CommandLine>,
    /// Commands that a plan may choose by their names instead.
    pub commands: BTreeMap<String, Vec<CommandLine>>,
    /// Checks of the live service that end it.
    pub live: Vec<String>,
}

/// What `vitals respond` does by the project's own commands: words, of no shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RespondSettings {
    /// What keeps a breach from going on.
    pub contain: Option<CommandLine>,
    /// Whether it holds: exit code 0 says so.
    pub contained: Option<CommandLine>,
    /// Within what time that is known; None for the usual.
    pub contain_within: Option<Nanos>,
    /// What is kept of an emergency: the output of each.
    pub evidence: Vec<CommandLine>,
}

impl Settings {
    /// Whether the target is the same, however it is measured.
    pub fn has_target_of(&self, other: &Self) -> bool {
        self.root == other.root
            && self.python == other.python
            && self.environment == other.environment
            && self.env_file == other.env_file
            && self.preparation == other.preparation
            && self.limits == other.limits
            && self.prepare == other.prepare
    }
}

impl Default for Settings {
    /// Without a configuration: this folder, and nothing to measure.
    fn default() -> Self {
        Self {
            source: None,
            root: PathBuf::from("."),
            python: None,
            environment: BTreeMap::new(),
            preparation: Preparation::default(),
            limits: Limits::default(),
            conditions: Conditions::default(),
            probes: Vec::new(),
            checks: Vec::new(),
            baseline: None,
            env_file: None,
            prepare: Vec::new(),
            rollback: RollbackSettings::default(),
            respond: RespondSettings::default(),
            escalation: Policy::default(),
            culprit: CulpritSettings::default(),
            notify: Vec::new(),
            reports: ReportSettings::default(),
        }
    }
}

/// How reports are written and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportSettings {
    /// The newest reports, so many, stay; None where all do.
    pub keep: Option<usize>,
    /// What places in files lead to.
    pub editor: Editor,
}

/// What the target does in each of its processes before anything is measured there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preparation {
    /// `sys.argv`; None where it is as of `python -c`.
    pub argv: Option<Vec<String>>,
    /// Python source, run once.
    pub setup: Option<String>,
}

/// What is held still in every worker, where asked for. By default nothing is: as the service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Conditions {
    /// The one processor that it may use.
    pub processor: Option<u32>,
    /// No random addresses.
    pub fixed_addresses: bool,
    /// `PYTHONHASHSEED`.
    pub hash_seed: Option<u32>,
}

/// Limits that the kernel enforces on a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Virtual memory of each worker (RLIMIT_AS).
    pub address_space: Option<Bytes>,
    /// Processor time; rounded up to a second.
    pub cpu_time: Option<Nanos>,
}
